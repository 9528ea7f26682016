/** What to try after a run: two commands, printed below its report. */

interface NextStep {
  readonly command: string
  /** What it does or answers. */
  readonly purpose: string
}

/** After the default scenario, which asks what happens while every replica is up. */
const afterTheFirstRun: readonly NextStep[] = [
  { command: 'npx lab run kill-a-replica', purpose: 'which logins are lost when a replica dies' },
  { command: 'npx lab workshop', purpose: 'learn why, chapter by chapter, on a live page' },
]

const afterOtherRuns: readonly NextStep[] = [
  { command: 'npx lab list', purpose: 'the other scenarios, modes and faults' },
  { command: 'npx lab serve', purpose: 'read and compare all runs in a browser' },
]

/** Lines for a terminal. */
export function nextSteps(scenario: string): string {
  const steps = scenario === 'session-mismatch' ? afterTheFirstRun : afterOtherRuns
  const width = Math.max(...steps.map(({ command }) => command.length))
  return ['Try next:', ...steps.map(({ command, purpose }) => `  ${command.padEnd(width)}  ${purpose}`), ''].join('\n')
}
