/** Holds the commands that README and docs name against the project: each is one that there is, and each block is run. */

import { existsSync, globSync, readFileSync } from 'node:fs'
import type { Option } from 'commander'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadScenario } from '../bench/scenarios/scenario-file.ts'
import { labCommands as labs } from '../docs/inside/command-line-page.ts'
import packageJson from '../package.json' with { type: 'json' }

/** The test that runs the blocks of a page. */
const blocksTestedBy: Readonly<Record<string, string>> = {
  'README.md': 'tests/readme.e2e.test.ts',
  'CONTRIBUTING.md': 'tests/commands.test.ts', // scripts, which cannot be run from within a test run
  'docs/how-to/comparing.md': 'tests/comparing.e2e.test.ts',
  'docs/how-to/containers.md': 'tests/docker-compose.container.test.ts',
}

const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md')].sort()
const read = (page: string) => readFileSync(page, 'utf8')
const commands = [
  ...new Set(
    [
      ...pages.flatMap((page) => [...read(page).matchAll(/`(np[mx] [^`]+)`/g)]),
      ...read('CONTRIBUTING.md').matchAll(/^(npm (?:\w+ ?)[\w:]*)/gm),
      ...read('nginx.conf').matchAll(/then: (np[mx] .+)$/gm),
    ].map(([, code]) => code as string),
  ),
]

/** What is wrong with it; undefined where it can be run. */
async function wrongWith(command: string): Promise<string | undefined> {
  const [program, tool, ...args] = command.split(' ')
  if (program === 'npm') {
    const script = tool === 'run' ? args[0] : tool
    return script === 'audit' || Object.hasOwn(packageJson.scripts, `${script}`) ? undefined : 'no such script'
  }
  if (tool === 'node' || tool === 'vitest') {
    const update = args.indexOf('-u')
    if (update >= 0 && update < args.length - 1) return 'vitest takes the word after -u as its value'
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

/** What sentences name without a command of their own: options, variables, and what is asked of Compose. */
const names = [
  ...new Set(
    pages.flatMap((page) =>
      [...read(page).matchAll(/`((?:--[a-z]|LAB_|docker compose )[^`]*)`/g)].map(([, code]) => code as string),
    ),
  ),
]
const sources = globSync('{analysis,bench,benchmarks,bin,commands,dashboard,loadbalancer,services,stack}/**/*.{ts,cjs}')
  .filter((file) => !/\.test\.ts$/.test(file))
  .map(read)
const { services } = parse(read('docker-compose.yml')) as { readonly services: Readonly<Record<string, object>> }

/** What is wrong with a name; undefined where there is such a thing. */
function wrongWithName(name: string): string | undefined {
  const [first = '', ...rest] = name.split(' ')
  if (first === 'docker') return wrongWithCompose(rest.slice(1))
  if (first.startsWith('LAB_'))
    return sources.some((source) => new RegExp(`\\b${first}\\b`).test(source)) ? undefined : 'nobody reads it'
  if (first === '--profile') return undefined // of Compose
  const options = Object.values(labs).flatMap((lab) => lab.options.filter(({ long }) => long === first))
  if (options.length === 0) return 'no such option'
  const [value] = rest
  const takes = ({ argChoices }: Option) =>
    value === undefined || /^<.*>$/.test(value) || argChoices === undefined || argChoices.includes(value)
  return options.some(takes) ? undefined : `no such value: ${value}`
}

/** Of `run` one word is a service, and what follows it is for the lab; of the others all are. */
function wrongWithCompose(args: readonly string[]): string | undefined {
  const start = args.findIndex((arg) => ['up', 'down', 'run', 'stop'].includes(arg))
  if (start < 0) return 'no such thing is asked of Compose here'
  const words = args.slice(start + 1).filter((arg) => !arg.startsWith('-'))
  const unknown = (args[start] === 'run' ? words.slice(0, 1) : words).filter((word) => !Object.hasOwn(services, word))
  return unknown.length === 0 ? undefined : `no such service: ${unknown}`
}

it('knows a command that vitest would take for another', async () => {
  expect(await wrongWith('npx vitest run -u modes.test.ts')).toMatch(/after -u/)
})

it('reads them at all', () => {
  expect(commands.length).toBeGreaterThan(30)
  expect(names.length).toBeGreaterThan(30)
})

it.each(commands)('%s can be run', async (command) => expect(await wrongWith(command)).toBeUndefined())

it.each(names)('%s is known', (name) => expect(wrongWithName(name)).toBeUndefined())

it.each([
  '--launch containers',
  '--launcher pods',
  'LAB_IMAG',
  'docker compose stop pages',
  'docker compose run -T bank run session-mismatch',
  'docker compose upp',
])('%s would not be', (name) => expect(wrongWithName(name)).toBeDefined())

it.each(pages.filter((page) => /^```sh$/m.test(read(page))))('the blocks of %s are run by a test', (page) => {
  expect(blocksTestedBy).toHaveProperty([page])
  expect(existsSync(blocksTestedBy[page] as string)).toBe(true)
})
