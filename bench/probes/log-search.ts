/** Searches the logs of a stack for credentials: logs have many readers, are kept for long and are copied. */

import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { wordsOf } from './secrets.ts'

export interface Leak {
  /** The file's path in the folder, and the number of the line, where it was first found. */
  readonly log: string
  readonly line: number
  /** The secret found there: must never be recorded. */
  readonly secret: string
}

export interface LogSearch {
  /** All files of the folder and the folders in it. */
  readonly logs: readonly { readonly name: string; readonly bytes: number }[]
  /** In the order in which they were found. */
  readonly leaks: readonly Leak[]
}

/**
 * @param secrets words, see `secretsOf`
 * @param password of all accounts
 */
export async function searchLogs(
  folder: string,
  secrets: { readonly has: (word: string) => boolean },
  password: string,
): Promise<LogSearch> {
  const logs: LogSearch['logs'][number][] = []
  const leaks = new Map<string, Leak>()
  for (const name of await filesIn(folder)) {
    const path = join(folder, name)
    let line = 0
    for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
      line += 1
      const found = wordsOf(text).filter((word) => secrets.has(word))
      if (text.includes(password)) found.push(password)
      for (const secret of found) if (!leaks.has(secret)) leaks.set(secret, { log: name, line, secret })
    }
    logs.push({ name, bytes: (await stat(path)).size })
  }
  return { logs, leaks: [...leaks.values()] }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return files.map(({ parentPath, name }) => relative(folder, join(parentPath, name))).sort()
}
