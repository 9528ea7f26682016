/** Runs every command of the README, and holds its table, its words and its links against the project. */

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }

const readme = readFileSync('README.md', 'utf8')
const blocks = [...readme.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block as string)
const commands = blocks.flatMap((block) => block.split('\n').map((line) => line.replace(/\s+#.*/, ''))).filter(Boolean)

/** Scripts that cannot be run from within a test run: they are the test run, or a measurement of minutes. */
const scripts = ['npm test', 'npm run check', 'npm run bench']
/** tests/docker-compose.container.test.ts does what these say. */
const isTestedElsewhere = (command: string) => command.startsWith('docker compose')
/** Other tests look into what these find: here a trial or two tell that the command works. */
const inShort = (command: string) =>
  command
    .replace(/run (revocation|roles)$/, '$& --trials 1')
    .replace(/run (cart-race|logout|logout-race|replication)$/, '$& --trials 2')

describe('the README', () => {
  it('begins with one command', () => expect(commands[0]).toBe('npm start'))

  it.each(commands.filter((command) => !scripts.includes(command) && !isTestedElsewhere(command)))(
    '%s works as written',
    (command) => {
      const { status, stdout, stderr } = spawnSync(inShort(command), { shell: true, encoding: 'utf8' })
      expect(status, stderr).toBe(0)
      if (/start|run/.test(command)) expect(stdout).toMatch(/Verdict: pass/)
    },
  )

  it.each(scripts)('%s is a script of the project', (command) => {
    expect(commands).toContain(command)
    expect(packageJson.scripts).toHaveProperty(command.replace(/^npm (run )?/, ''))
  })

  it('links to nothing that is not there', () => {
    const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link as string)
    expect(links.length).toBeGreaterThan(10)
    expect(links.filter((link) => !existsSync(link))).toEqual([])
  })

  it('shows a table with the columns that npm start prints', () => {
    const shown = /<!-- table: begin.*?```\n(.*?)```/s.exec(readme)?.[1] ?? ''
    expect(shown).toMatch(/^mode +client +requests +refused +measured \[95 %\] +predicted +verdict/m)
    expect(shown).toMatch(/Verdict: pass/)
  })
})
