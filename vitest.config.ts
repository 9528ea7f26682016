// Four projects: `unit` needs nothing but this folder, `e2e` starts real servers, `browser` needs Chromium, `container` an engine.
import { defineConfig } from 'vitest/config'
import { CountReporter } from './tests/count-reporter.ts'

const e2e = '**/*.e2e.test.ts'
const browser = '**/*.browser.test.ts'
const container = '**/*.container.test.ts'
const elsewhere = ['**/node_modules/**', '.tools/**', 'results/**']

/** No haste: a test fails because something is wrong, never because a machine is slow. */
const patience = { testTimeout: 120_000, hookTimeout: 120_000, expect: { poll: { timeout: 60_000 } } }

/** Real servers: one file after another, so that they do not take each other's processor. */
const realServers = { exclude: elsewhere, fileParallelism: false, ...patience }

export default defineConfig({
  test: {
    reporters: ['default', new CountReporter()],
    globalSetup: 'tests/recorded-runs.ts',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [e2e, browser, container, ...elsewhere],
          // By itself vitest leaves one processor out, which is half of two.
          maxWorkers: '100%',
          ...patience,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { name: 'e2e', include: [e2e], maxConcurrency: 3, ...realServers, sequence: { groupOrder: 1 } } },
      { test: { name: 'browser', include: [browser], ...realServers, sequence: { groupOrder: 3 } } },
      { test: { name: 'container', include: [container], ...realServers, sequence: { groupOrder: 2 } } },
    ],
  },
})
