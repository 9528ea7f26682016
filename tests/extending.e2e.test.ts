/**
 * What a contributor adds, and nothing else: a strategy (one file, its test, an entry), a policy (one file, an entry) and an
 * anomaly (one folder, an entry). In a copy of the tree they are tested, listed, run, predicted and judged.
 */

import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../analysis/report/model/report.ts'
import { findTools } from '../stack/toolchain/toolchain.ts'

const project = join(import.meta.dirname, '..')
let copy: string

/** Files of the contributor's own. */
const files: Readonly<Record<string, string>> = {
  'services/strategies/whiteboard.ts': `
    import { createMemoryStore } from './session/memory-store.ts'
    import { createSessionCookieStrategy } from './session/session-cookie.ts'
    import type { StrategyFactory } from './strategy.ts'

    export const whiteboard: StrategyFactory = (scope, context) =>
      createSessionCookieStrategy(scope, context, createMemoryStore())`,
  'services/strategies/whiteboard.test.ts': `
    import { testStrategy } from './contract.ts'

    testStrategy('whiteboard', { keepsState: true, endsCredentials: true, seesNewRoles: true })`,
  'loadbalancer/policies/dice.ts': `
    import type { Policy } from '../policy.ts'
    import { renderUpstream } from '../render/upstream.ts'

    export const dice: Policy = {
      summary: 'each request goes to a random replica',
      affinity: 'none',
      choice: 'random',
      upstream: ({ mode, replicas }) => renderUpstream({ name: mode, method: 'random', replicas }),
      location: ({ mode }) => \`proxy_pass http://\${mode};\`,
    }`,
  'analysis/anomalies/broken-evening/check.ts': `
    import { noJudgement, sessionChecker } from '../checker.ts'
    import { loggedIn } from '../session-mismatch/check.ts'

    /** A session in which at least one request was refused. */
    export const brokenEvening = sessionChecker({
      summary: 'a session had at least one refusal',
      judgesOf: () => [
        (session) => {
          const { answered } = loggedIn(session) ?? {}
          if (answered === undefined || answered.length === 0) return noJudgement
          return { count: answered.some(({ status }) => status === 401) ? 1 : 0, total: 1, causes: [] }
        },
      ],
    })`,
  'analysis/anomalies/broken-evening/anomaly.ts': `
    import { isUniform } from '../../theory/prediction.ts'
    import type { Anomaly } from '../anomaly.ts'
    import { brokenEvening } from './check.ts'

    export const brokenEveningAnomaly: Anomaly = {
      check: brokenEvening,
      predict: ({ strategy, policy, replicas, followUps }) =>
        strategy.sessionLivesIn === 'replica' && isUniform(policy)
          ? { rate: 1 - (1 / replicas) ** followUps, formula: '1 − N⁻ᵏ', because: 'all k requests must find the replica' }
          : { rate: 0, formula: '0', because: 'every request finds the session' },
      texts: {
        en: { title: 'Broken evening: a session had a refusal', breaks: (rate) => \`sessions had a refusal (\${rate})\` },
        ko: { title: '망친 저녁: 거부가 있던 세션', breaks: (rate) => \`거부가 있던 세션 비율: \${rate}\` },
      },
    }`,
}

/** What goes into files that are there already: an import, and an entry of the registry. */
const entries: readonly { readonly file: string; readonly before: string; readonly line: string }[] = [
  {
    file: 'services/strategies/registry.ts',
    before: '} as const satisfies Record<string, StrategyEntry>',
    line: `  whiteboard: { ...{ summary: 'a toy', sessionLivesIn: 'replica', credential: 'cookie', needsRedis: false, roleFrom: 'database', revocation: 'now', writes: 'whole' } as const, load: () => import('./whiteboard.ts').then(({ whiteboard }) => whiteboard) },`,
  },
  {
    file: 'modes.ts',
    before: "} as const satisfies Record<string, Omit<Mode, 'name'>>",
    line: `  gamble: { strategy: 'whiteboard', policy: 'dice', summary: 'a toy' },`,
  },
  {
    file: 'loadbalancer/registry.ts',
    before: 'export const policies',
    line: `import { dice } from './policies/dice.ts'`,
  },
  { file: 'loadbalancer/registry.ts', before: '} as const satisfies Record<string, Policy>', line: '  dice,' },
  {
    file: 'analysis/anomalies/registry.ts',
    before: 'const entries = {',
    line: `import { brokenEveningAnomaly } from './broken-evening/anomaly.ts'`,
  },
  {
    file: 'analysis/anomalies/registry.ts',
    before: '} as const satisfies Record<string, Anomaly>',
    line: `  'broken-evening': brokenEveningAnomaly,`,
  },
]

const scenario = `
name: toys
summary: what a contributor added
modes: [gamble, whiteboard-sticky-cookie]
topology: { replicas: 3 }
clients: [frozen]
workload: browse
load: { users: 60, connections: 12, followUps: 3, durationSeconds: 1, minOperations: 800, timeoutSeconds: 10 }
warmUpSeconds: 0.1
trials: 2
seed: 1
expect:
  session-mismatch: { is: predicted, atLeast: 300, precision: 0.06 }
  broken-evening: { is: predicted, atLeast: 100 }
`

beforeAll(async () => {
  const { nginx } = await findTools()
  expect(nginx.path).not.toBe('')
  copy = await mkdtemp(join(tmpdir(), 'extending-'))
  const left = /(^|\/)(node_modules|\.git|\.tools|results|coverage)$/
  await cp(project, copy, { recursive: true, filter: (path) => !left.test(path.slice(project.length)) })
  for (const shared of ['node_modules', '.tools'])
    await symlink(join(project, shared), join(copy, shared)).catch(() => undefined)
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(copy, file)), { recursive: true })
    await writeFile(join(copy, file), text)
  }
  for (const { file, before, line } of entries) {
    const text = await readFile(join(copy, file), 'utf8')
    expect(text, `${file} has a place for an entry`).toContain(`\n${before}`)
    await writeFile(join(copy, file), text.replace(`\n${before}`, `\n${line}\n${before}`))
  }
  await writeFile(join(copy, 'toys.yaml'), scenario)
})
afterAll(() => rm(copy, { recursive: true, force: true }))

/** Output and exit status of a program in the copy. */
async function run(...args: readonly string[]): Promise<{ output: string; status: number }> {
  return promisify(execFile)(process.execPath, args, { cwd: copy, maxBuffer: 2 ** 26 }).then(
    ({ stdout, stderr }) => ({ output: `${stdout}${stderr}`, status: 0 }),
    ({ stdout, stderr, code }) => ({ output: `${stdout}${stderr}`, status: code }),
  )
}

describe('a toy strategy, a toy policy and a toy anomaly', () => {
  it('pass the contract and the type check of what they implement', async () => {
    const { output } = await run(
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      'unit',
      'services/strategies/whiteboard',
    )
    expect(output).toMatch(/[1-9]\d* passed, 0 failed/)
  })

  it('are listed', async () => {
    const { output } = await run('lab.ts', 'list')
    for (const name of ['gamble', 'whiteboard', 'dice', 'broken-evening'])
      expect(output).toMatch(new RegExp(`^\\s*${name}\\b`, 'm'))
  })

  it('are run, predicted and judged right: broken behind chance, whole behind a sticky cookie', async () => {
    const { output, status } = await run('lab.ts', 'run', 'toys.yaml', '--out', 'toys')
    const report = JSON.parse(await readFile(join(copy, 'toys/toys/latest/report.json'), 'utf8')) as Report
    const checks = (mode: string) =>
      report.modes[mode]?.clients.frozen?.checks as unknown as Record<
        string,
        { prediction: { rate: number }; rate: number; expectation: { outcome: string } }
      >
    expect(checks('gamble')['session-mismatch']?.prediction.rate).toBeCloseTo(2 / 3)
    expect(checks('gamble')['session-mismatch']?.rate).toBeGreaterThan(0.55)
    expect(checks('gamble')['broken-evening']?.prediction.rate).toBeCloseTo(26 / 27)
    expect(checks('whiteboard-sticky-cookie')['session-mismatch']?.rate).toBe(0)
    expect(checks('whiteboard-sticky-cookie')['broken-evening']?.prediction.rate).toBe(0)
    for (const mode of ['gamble', 'whiteboard-sticky-cookie'])
      for (const name of ['session-mismatch', 'broken-evening'])
        expect([mode, name, checks(mode)[name]?.expectation.outcome]).toEqual([mode, name, 'as-expected'])
    expect(report.verdict, output).toBe('pass')
    expect(status).toBe(0)
    expect(await readFile(join(copy, 'toys/toys/latest/report.html'), 'utf8')).toContain('Broken evening')
  })
})
