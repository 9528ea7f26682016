/** The disk of the results: how much space it has, and why it cannot be written to. */

import { statfs } from 'node:fs/promises'

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
}

/** Whether the cause is the file system, not the file. */
export function isUnwritable(error: unknown): error is NodeJS.ErrnoException {
  return Object.hasOwn(reasons, codeOf(error))
}

/** Why a file could not be written, e.g. `the disk is full (ENOSPC)`; for any other error its message. */
export function whyUnwritable(error: Error): string {
  return isUnwritable(error) ? `${reasons[codeOf(error)]} (${error.code})` : error.message
}

function codeOf(error: unknown): string {
  return `${(error as NodeJS.ErrnoException | undefined)?.code}`
}

/** Free bytes of the folder's file system, as `df` shows them. Undefined where the file system does not say. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  const { blocks, bavail, bsize } = await statfs(folder)
  return blocks === 0 ? undefined : bavail * bsize // Some network file systems say 0 of 0.
}
