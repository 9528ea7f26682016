import { describe, expect, it } from 'vitest'
import { type Counted, countsOf } from './count-reporter.ts'

type State = 'passed' | 'failed' | 'skipped'
const failure = { message: 'Hook timed out in 10000ms.' }

/** A module with one suite in it, as the runner reports them. */
function moduleOf(
  tests: readonly [State, 'run' | 'skip'][],
  suiteErrors: object[],
  moduleErrors: object[] = [],
): Counted {
  const module = { state: () => 'failed', errors: () => moduleErrors }
  const parent = { errors: () => suiteErrors, parent: module }
  const cases = tests.map(([state, mode]) => ({ result: () => ({ state }), options: { mode }, parent }))
  return { ...module, children: { allTests: () => cases } } as unknown as Counted
}

describe('the counts of a test run', () => {
  it('count tests as failed whose hook failed, and as skipped those that ask for it', () => {
    const tests: [State, 'run' | 'skip'][] = [
      ['skipped', 'run'],
      ['skipped', 'run'],
      ['skipped', 'skip'],
    ]
    expect(countsOf([moduleOf(tests, [failure])])).toEqual({ passed: 0, failed: 2, skipped: 1 })
    expect(countsOf([moduleOf(tests, [], [failure])])).toEqual({ passed: 0, failed: 2, skipped: 1 })
    expect(countsOf([moduleOf(tests, [])])).toEqual({ passed: 0, failed: 0, skipped: 3 })
  })

  it('count a module once that could not be read, or whose last hook failed', () => {
    expect(countsOf([moduleOf([], [], [failure])])).toEqual({ passed: 0, failed: 1, skipped: 0 })
    expect(countsOf([moduleOf([['passed', 'run']], [], [failure])])).toEqual({ passed: 1, failed: 1, skipped: 0 })
  })
})
