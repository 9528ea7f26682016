// Two projects: `unit` needs nothing but this folder, `e2e` starts real servers.
import { defineConfig } from 'vitest/config'
import { CountReporter } from './count-reporter.ts'

const e2e = '**/*.e2e.test.ts'
const elsewhere = ['**/node_modules/**', '.tools/**', 'results/**']

export default defineConfig({
  test: {
    reporters: ['default', new CountReporter()],
    projects: [
      { test: { name: 'unit', include: ['**/*.test.ts'], exclude: [e2e, ...elsewhere] } },
      {
        test: {
          name: 'e2e',
          include: [e2e],
          exclude: elsewhere,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
