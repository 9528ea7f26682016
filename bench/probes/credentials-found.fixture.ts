/** Finds credentials in a run's files by their format, independent of the program that wrote them. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { accountsPassword } from '../load/users/virtual-users.ts'

/** A password in Base64, as a pair of name and password has it, wherever in the pair it begins. */
const encoded = [0, 1, 2].map((before) => Buffer.from(`${' '.repeat(before)}${accountsPassword}`).toString('base64'))

const shapes = [
  // A session id, which also begins its cookie and each refresh token: random text, and its end in seconds, base 36.
  /(?<![\w-])[\w-]{24}\.[0-9a-z]{6}\b/,
  // Header and payload of a token, whatever its signature.
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}/,
  new RegExp([accountsPassword, ...encoded.map((text) => text.slice(4, -4))].join('|')),
]

/** @returns for each format found in the text, its first occurrence with the surrounding text */
export function credentialsIn(text: string): string[] {
  return shapes.flatMap((shape) => {
    const found = shape.exec(text)
    return found ? [text.slice(Math.max(0, found.index - 100), found.index + found[0].length)] : []
  })
}

/** The same in every file of a folder, packed ones too; each place with its file. */
export function credentialsBelow(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.flatMap(({ parentPath, name }) => {
    const content = readFileSync(join(parentPath, name))
    const text = (name.endsWith('.gz') ? gunzipSync(content) : content).toString('latin1')
    return credentialsIn(text).map((place) => `${name}: ${place}`)
  })
}
