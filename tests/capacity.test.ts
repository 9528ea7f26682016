import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { usualAssumptions } from '../analysis/capacity/capacity-model.ts'
import { capacityPage } from '../analysis/capacity/capacity-page.ts'
import { readCosts } from '../analysis/capacity/measured-costs.ts'
import { capacity } from '../commands/capacity.ts'

afterEach(() => vi.restoreAllMocks())

async function printed(...args: string[]): Promise<string> {
  let text = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((part) => {
    text += part
    return true
  })
  await capacity()
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .parseAsync(args, { from: 'user' })
  return text
}

const file = join(import.meta.dirname, '..', 'docs', 'reference', 'capacity.costs.json')
const costs = readCosts(readFileSync(file, 'utf8'), file)

test('the page is what lab capacity prints of the stored costs', async () => {
  await expect(await printed()).toMatchFileSnapshot('../docs/reference/capacity.md')
})

test('a wrong cost among those stored does not go unnoticed', () => {
  const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'reference', 'capacity.md'), 'utf8')
  const pageOf = (changed: typeof costs) => capacityPage(changed, [1e6, 1e9], usualAssumptions)
  expect(pageOf(costs)).toBe(page)
  for (const [name, mode] of Object.entries(costs.modes)) {
    if (!page.includes(`](#${name})`)) continue
    for (const [figure, value] of Object.entries(mode)) {
      if (typeof value !== 'number' || figure === 'mismatchRate') continue
      const wrong = { ...costs, modes: { ...costs.modes, [name]: { ...mode, [figure]: value * 2 + 1 } } }
      expect(pageOf(wrong), `${name} ${figure}`).not.toBe(page)
    }
  }
})

test.each([
  [['--users', '1e5'], '100,000 users a day'],
  [['--requests', '100'], '| requests a user and day | 100 |'],
  [['--peak', '8'], '| the busiest second over the mean of the day | 8 |'],
  [['--session-hours', '48'], '2,000,000 sessions held'],
  [['--writes', '0.5'], '| share of requests that change a session | 50.0'],
  [['--utilisation', '0.7'], '| how busy a processor may be at the peak | 70.0'],
  [['--replica-gb', '16'], '| GB for sessions in a replica | 16 |'],
  [['--redis-gb', '50'], '| GB for sessions in a shard of Redis | 50 |'],
])('%j changes what is computed', async (args, says) => expect(await printed(...args)).toContain(says))

test.each([
  [['--users', 'many']],
  [['--peak', '0']],
  [['--writes', '1.5']],
  [['--store', 'costs.json']],
  [['nowhere/report.json']],
])('%j is refused', async (args) => {
  await expect(printed(...args)).rejects.toThrow(/a number above 0|at most 1|name its report|cannot read/)
})
