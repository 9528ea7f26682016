/** Runs every command of the README, and compares the output that it shows with what `npm start` prints. */

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const readme = readFileSync('README.md', 'utf8')
const blocks = [...readme.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block as string)
const commands = blocks.flatMap((block) => block.split('\n').map((line) => line.replace(/\s+#.*/, ''))).filter(Boolean)
const linesShown = (/table: begin.*?```\n(.*?)\n```/s.exec(readme)?.[1] ?? '').split('\n')

/** tests/docker-compose.container.test.ts runs these. */
const isTestedElsewhere = (command: string) => command.startsWith('docker compose')
/** Other tests look into the findings of these scenarios: here two trials show that the command works. */
const inShort = (command: string) => command.replace(/run (cart-race|logout)$/, '$& --trials 2')

/** A line without its figures and spaces, which differ from run to run; it may name the folder of another run. */
const shapeOf = (line: string) =>
  line
    .replace(/results\/\S+/, 'results')
    .replaceAll(/[\d.,]+/g, '#')
    .replaceAll(/ +/g, ' ')

describe('the README', () => {
  it('begins with one command', () => expect(commands[0]).toBe('npm start'))

  it.each(commands.filter((command) => !isTestedElsewhere(command)))('%s works as written', (command) => {
    const { status, stdout, stderr } = spawnSync(inShort(command), { shell: true, encoding: 'utf8' })
    expect(status, stderr).toBe(0)
    if (/start|run/.test(command)) expect(stdout).toMatch(/Verdict: pass/)
    if (command === 'npm start') expect(linesShown.filter((line) => !isIn(stdout, line))).toEqual([])
  })

  it('shows twenty lines of output or so, with the verdict', () => {
    expect(linesShown.length).toBeGreaterThanOrEqual(18)
    expect(linesShown.length).toBeLessThanOrEqual(23)
    expect(linesShown.join('\n')).toMatch(/^Verdict: pass/m)
  })
})

function isIn(output: string, line: string): boolean {
  return line === '…' || output.split('\n').some((printed) => shapeOf(printed) === shapeOf(line))
}
