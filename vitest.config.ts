// Tests in groups by what they need, one group after the other.
import { defineConfig } from 'vitest/config'
import { CountReporter } from './tests/count-reporter.ts'

const e2e = '**/*.e2e.test.ts'
const browser = '**/*.browser.test.ts'
const container = '**/*.container.test.ts'
const elsewhere = ['**/node_modules/**', '.tools/**', 'results/**']

const oneRun = 'bench/run/run-scenario.e2e.test.ts'
const scenarios = 'bench/scenarios/every-scenario.e2e.test.ts'
/** They judge rates, delays or shares of processor time, which other tests' servers would change. */
const timed = ['bench/**/*.e2e.test.ts', 'commands/run.e2e.test.ts', 'stack/cpu/*.e2e.test.ts', 'tests/*.e2e.test.ts']

/** A test fails because something is wrong, never because a machine is slow. */
const patience = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 60_000 } },
  setupFiles: 'tests/patient-wait.fixture.ts',
}

/** One file after the other. */
const alone = { fileParallelism: false }
/** Servers that wait most of the time leave processors to those of other files. */
const together = { maxWorkers: 2 }

export default defineConfig({
  test: {
    reporters: ['default', new CountReporter()],
    globalSetup: 'tests/recorded-runs.fixture.ts',
    projects: [
      // Needs nothing but this folder. By itself vitest leaves one processor out, which is half of two.
      group(0, 'unit', ['**/*.test.ts'], [e2e, browser, container], { maxWorkers: '100%' }),
      // One scenario on real servers, for `npm test`.
      group(1, 'one-run', [oneRun], [], alone),
      // All scenarios. The files of `timed` look into what these have recorded.
      group(2, 'scenarios', [scenarios], [], { ...alone, maxConcurrency: 2 }),
      group(3, 'timed', timed, [oneRun, scenarios], alone),
      group(4, 'servers', [e2e], timed, together),
      // With a container engine, one after the other: a lab removes what others of the same engine have left. With Chromium.
      group(5, 'container', [container], [], alone),
      group(6, 'browser', [browser], [], together),
    ],
  },
})

function group(groupOrder: number, name: string, include: string[], exclude: string[], workers: object) {
  return {
    test: { name, include, exclude: [...exclude, ...elsewhere], ...workers, ...patience, sequence: { groupOrder } },
  }
}
