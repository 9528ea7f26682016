/** Holds the commands that README and docs name against the project: each is one that there is, and each block is run. */

import { existsSync, globSync, readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { expect, it } from 'vitest'
import { loadScenario } from '../bench/scenarios/scenario-file.ts'
import { capacity } from '../commands/capacity.ts'
import { compare } from '../commands/compare.ts'
import { doctor } from '../commands/doctor.ts'
import { list } from '../commands/list.ts'
import { report } from '../commands/report.ts'
import { run } from '../commands/run.ts'
import { serve } from '../commands/serve.ts'
import { up } from '../commands/up.ts'
import { workshop } from '../commands/workshop.ts'
import packageJson from '../package.json' with { type: 'json' }

/** The test that runs the blocks of a page. */
const blocksTestedBy: Readonly<Record<string, string>> = {
  'README.md': 'readme.e2e.test.ts',
  'docs/comparing.md': 'docs/comparing.e2e.test.ts',
  'docs/containers.md': 'docker-compose.container.test.ts',
}
const labs: Readonly<Record<string, Command>> = Object.fromEntries(
  [run, up, workshop, report, compare, capacity, serve, list, doctor].map((make) => {
    const command = make({})
    return [command.name(), command]
  }),
)

const pages = ['README.md', ...globSync('docs/*.md')].sort()
const read = (page: string) => readFileSync(page, 'utf8')
const commands = [
  ...new Set(pages.flatMap((page) => [...read(page).matchAll(/`(np[mx] [^`]+)`/g)].map(([, code]) => code as string))),
]

/** What is wrong with it; undefined where it can be run. */
async function wrongWith(command: string): Promise<string | undefined> {
  const [program, tool, ...args] = command.split(' ')
  if (program === 'npm') {
    const script = tool === 'run' ? args[0] : tool
    return script === 'audit' || Object.hasOwn(packageJson.scripts, `${script}`) ? undefined : 'no such script'
  }
  if (tool === 'node' || tool === 'vitest') {
    const file = args.find((arg) => arg.endsWith('.ts'))
    return file !== undefined && existsSync(file) ? undefined : 'no such file'
  }
  const lab = labs[`${args[0]}`]
  if (tool !== 'lab' || lab === undefined) return 'no such command'
  const known = [...lab.options.map(({ long }) => long), '--help']
  const unknown = args.filter((arg) => arg.startsWith('--') && !known.includes(arg))
  if (unknown.length > 0) return `no such option: ${unknown}`
  const scenario = lab.name() === 'run' && /^[a-z][a-z-]+$/.test(`${args[1]}`) ? args[1] : undefined
  if (scenario === undefined) return undefined
  return loadScenario(scenario, []).then(
    () => undefined,
    (error: Error) => error.message,
  )
}

it('reads them at all', () => expect(commands.length).toBeGreaterThan(30))

it.each(commands)('%s can be run', async (command) => expect(await wrongWith(command)).toBeUndefined())

it.each(pages.filter((page) => /^```sh$/m.test(read(page))))('the blocks of %s are run by a test', (page) => {
  expect(blocksTestedBy).toHaveProperty([page])
  expect(existsSync(blocksTestedBy[page] as string)).toBe(true)
})
