// Five projects: `unit` needs nothing but this folder, `parts` starts single servers, `e2e` the lab or whole stacks, `browser` needs
// Chromium, `container` an engine.
import { defineConfig } from 'vitest/config'
import { CountReporter } from './count-reporter.ts'

const e2e = '**/*.e2e.test.ts'
/** nginx, Redis, a replica by itself: little work, and what is judged are answers, not figures. */
const parts = '{bin,loadbalancer,services}/**/*.e2e.test.ts'
const browser = '**/*.browser.test.ts'
const container = '**/*.container.test.ts'
const elsewhere = ['**/node_modules/**', '.tools/**', 'results/**']

/** No haste: a test fails because something is wrong, never because a machine is slow. */
const patience = { testTimeout: 120_000, hookTimeout: 120_000, expect: { poll: { timeout: 60_000 } } }

/** As many files at a time as there are processors: by itself vitest leaves one of them out, which is half of two. */
const together = { exclude: elsewhere, maxWorkers: '100%', ...patience }
/** Stacks and browsers: one file after another, so that they do not take each other's processor. */
const oneByOne = { exclude: elsewhere, fileParallelism: false, ...patience }

export default defineConfig({
  test: {
    reporters: ['default', new CountReporter()],
    projects: [
      {
        test: {
          ...together,
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [e2e, browser, container, ...elsewhere],
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...together, name: 'parts', include: [parts], sequence: { groupOrder: 1 } } },
      {
        test: { ...oneByOne, name: 'e2e', include: [e2e], exclude: [parts, ...elsewhere], sequence: { groupOrder: 2 } },
      },
      { test: { ...oneByOne, name: 'container', include: [container], sequence: { groupOrder: 3 } } },
      { test: { ...oneByOne, name: 'browser', include: [browser], sequence: { groupOrder: 4 } } },
    ],
  },
})
