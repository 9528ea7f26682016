import { describe, expect, it } from 'vitest'
import { hostileHistory } from '../../../bench/history/hostile-run.fixture.ts'
import { literalHistory, literalScenario } from '../../../bench/history/literal-run.fixture.ts'
import type { Scenario } from '../../../bench/scenarios/scenario.ts'
import { buildReport } from '../model/build-report.ts'
import { renderJunit } from './junit.ts'

const history = literalHistory()
const expecting = (expect: Scenario['expect']) =>
  renderJunit(buildReport({ ...history, run: { ...history.run, scenario: { ...literalScenario, expect } } }))

describe('junit.xml', () => {
  it('has a test case for each expectation, and one for the run', () => {
    const xml = renderJunit(buildReport(history))
    expect(xml).toContain('<testsuites name="by-hand" tests="3" failures="0" errors="0">')
    expect(xml).toContain('<testcase classname="memory, frozen" name="session-mismatch predicted"/>')
    expect(xml).toContain('<testcase classname="the run" name="ran to its end, with at least one expectation"/>')
    expect(xml).toContain('<property name="seed" value="1"/>')
  })

  it('fails for what is not as expected, with its evidence', () => {
    const xml = expecting({ 'session-mismatch': { is: 'none', atLeast: 1 } })
    expect(xml).toContain('tests="3" failures="1" errors="0"')
    expect(xml).toMatch(
      /<failure message="6 of 12, but none is allowed">.*predicted 0\.5\nuser-1 logged in on replica-1/,
    )
  })

  it('has an error for what is not known: it must not pass for a success', () => {
    expect(expecting({ 'session-mismatch': { is: 'predicted', atLeast: 100 } })).toMatch(
      /errors="2">.*<error message="12 operations are too few: at least 100 are needed" type="unknown">/s,
    )
    expect(expecting({})).toContain('<error message="the scenario expects nothing" type="unknown">')
    expect(renderJunit(buildReport({ ...history, interruption: 'Ctrl-C' }))).toContain('<error message="Ctrl-C"')
  })

  it('is XML whatever the names are', () => {
    const xml = renderJunit(buildReport(hostileHistory()))
    expect(xml.replace(/<\/?[a-z?]+(?: [a-zA-Z]+="[^"<>]*")*[/?]?>/g, '')).not.toMatch(/[<>]/)
    expect(xml).not.toMatch(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/u)
  })
})
