/** Runs every command of the README, and compares the output that it shows with what `npm start` prints. */

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it, type TestContext } from 'vitest'
import { recordedRun } from '../bench/run/recorded-run.fixture.ts'

const readme = readFileSync('README.md', 'utf8')
const blocks = [...readme.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block as string)
const commands = blocks.flatMap((block) => block.split('\n').map((line) => line.replace(/\s+#.*/, ''))).filter(Boolean)
const linesShown = (/table: begin.*?```\n(.*?)\n```/s.exec(readme)?.[1] ?? '').split('\n')

/** tests/docker-compose.container.test.ts runs these. */
const isTestedElsewhere = (command: string) => command.startsWith('docker compose')

/** A command that runs a scenario as it is needs no second run: the short one of the whole suite was made by it. */
async function outcomeOf(command: string, context: TestContext) {
  const scenario = /^npx lab run ([a-z-]+)$/.exec(command)?.[1]
  return scenario === undefined ? spawnSync(command, { shell: true, encoding: 'utf8' }) : recordedRun(scenario, context)
}

/** A line without its figures and spaces, which differ from run to run; it may name the folder of another run. */
const shapeOf = (line: string) =>
  line
    .replace(/results\/\S+/, 'results')
    .replaceAll(/[\d.,]+/g, '#')
    .replaceAll(/ +/g, ' ')

describe('the README', () => {
  it('begins with one command', () => expect(commands[0]).toBe('npm start'))

  it.for(commands.filter((command) => !isTestedElsewhere(command)))('%s works as written', async (command, context) => {
    const { status, stdout, stderr } = await outcomeOf(command, context)
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
