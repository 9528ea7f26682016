import { describe, expect, it } from 'vitest'
import { capacityPage } from './capacity-page.ts'
import { assumptions, costs, modes } from './literal-costs.fixture.ts'

describe('the page on capacity', () => {
  const page = capacityPage(costs, [1e6, 3e6], assumptions)

  it('says what each mode needs, and leads to what was measured of it', () => {
    expect(page).toContain('## 1,000,000 users a day\n\n10,000 requests a second at the peak, 1,000,000 sessions held.')
    expect(page).toContain('| [redis](#redis) | 6 | 2 | 1 | 400 MB | 16 Mbit/s | 40 Mbit/s | 80 Mbit/s | – |')
    expect(page).toContain('| <a id="redis"></a>redis | 300 | 60 | 25 | 200 | 500 | 1,000 | 400 | – | – | – | – |')
  })

  it('says where copies end, and why', () => {
    expect(page).toContain('| [cluster](#cluster) | **impossible**: the copies alone fill each replica |')
    expect(page).toContain('| [cluster](#cluster) | 200 | 300 | 2,500,000 | 20,000,000 |')
  })

  it('does not size a mode that refuses its own users, and says so', () => {
    expect(page).not.toContain('[memory](#memory)')
    expect(page).toMatch(/^Not computed, .*: memory refused 67\.0/m)
  })

  it('changes with each cost', () => {
    for (const cost of [
      'replicaCpuMicros',
      'redisCpuMicros',
      'bytesSent',
      'storeBytes',
      'storeBytesPerSession',
    ] as const) {
      const wrong = { ...costs, modes: { ...modes, redis: { ...modes.redis, [cost]: (modes.redis[cost] ?? 0) * 3 } } }
      expect(capacityPage(wrong, [1e6, 3e6], assumptions), cost).not.toBe(page)
    }
  })
})
