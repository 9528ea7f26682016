/** Runs every command of comparing.md in a folder of its own. */

import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const lab = `'${process.execPath}' '${join(root, 'bin/lab.cjs')}'`
const read = (file: string) => readFileSync(join(root, file), 'utf8')

/** Blocks in order: ```sh …, or lines of four spaces. */
const blocksOf = (text: string) =>
  [...text.matchAll(/^```sh\n([\s\S]*?)^```$|(?<=\n\n)((?: {4}.+\n)+)/gm)].map(
    ([, fenced, indented]) => fenced ?? indented?.replaceAll(/^ {4}/gm, '') ?? '',
  )
/** A loop is one command, and so are lines that end with a backslash and the one after them. */
const commandsOf = (block: string) => block.match(/^for [\s\S]*?^done$|^(?:.*\\\n)*.+$/gm) ?? []

/** commands/serve.e2e.test.ts runs it, and it ends only at Ctrl-C. */
const isTestedElsewhere = (command: string) => /^npx lab serve( |$)/.test(command)

/** One run a side, of one mode: here it is to be seen that it works, not which side is faster. */
const inShort = (command: string) =>
  command
    .replace('for i in 1 2 3 4 5 6;', 'for i in 1;')
    .replaceAll(/npx lab run(?! --modes)/g, '$& --modes redis')
    .replaceAll('npx lab ', `${lab} `)

describe('comparing.md', () => {
  const commands = blocksOf(read('docs/how-to/comparing.md')).flatMap(commandsOf)
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'comparing-'))
  })
  afterAll(() => rm(folder, { recursive: true }))
  const run = (command: string): SpawnSyncReturns<string> =>
    spawnSync(inShort(command), { shell: true, encoding: 'utf8', cwd: folder })

  it('makes runs of two sides first, and compares them then', () => {
    expect(commands[0]).toMatch(/^for i in 1 2 3 4 5 6;.*--out before.*--out after.*done$/s)
    expect(commands.filter((command) => command.startsWith('npx lab compare before/')).length).toBeGreaterThan(0)
  })

  it.each(commands.filter((command) => !isTestedElsewhere(command)))('%s works as written', (command) => {
    const { status, stdout, stderr } = run(command)
    if (command.startsWith('for')) {
      // Of what it was like, which a starved machine may spoil, tests/readme.e2e.test.ts and others judge.
      expect(stdout.match(/^Report: (before|after)\/session-mismatch\/.+\/report\.html$/gm), stderr).toHaveLength(2)
      return
    }
    // With limits the status is what the runs were like; where something is wrong with the command nothing is written.
    expect(command.includes('--fail-on') ? [0, 1, 3] : [0], stderr).toContain(status)
    const out = /--out (\S+)/.exec(command)?.[1]
    expect(
      out === undefined ? stdout : existsSync(join(folder, out)) ? readFileSync(join(folder, out), 'utf8') : stderr,
    ).toMatch(/of \d+ figures/)
  })
})
