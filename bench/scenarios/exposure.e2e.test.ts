/** What the credentials of a real stack give away: to whoever reads one, and, where replicas write them down, to readers of logs. */

import { expect, it } from 'vitest'
import { accountsPassword } from '../load/users/virtual-users.ts'
import { recordedRun } from '../run/recorded-run.fixture.ts'

it('a token tells who its owner is and what is in the cart, a session nothing, a password all; and no log holds any of them', async (context) => {
  const { report, history } = await recordedRun('exposure', context)
  const exposureOf = (mode: string) => report.modes[mode]?.exposure
  expect(exposureOf('basic')).toMatchObject({ carrier: 'basic', fields: { name: 'name', password: 'password' } })
  expect(exposureOf('sticky')).toMatchObject({ carrier: 'cookie', readByScript: false, fields: {} })
  expect(exposureOf('jwt')).toMatchObject({
    carrier: 'bearer',
    readByScript: true,
    fields: { sub: 'user id', name: 'name', role: 'role', cart: 'cart', exp: null },
  })
  for (const [mode, atLeast] of Object.entries({ basic: 4, sticky: 16, jwt: 50 })) {
    expect(exposureOf(mode)?.found).toBe(0)
    expect(exposureOf(mode)?.credentials).toBeGreaterThanOrEqual(atLeast)
    expect(exposureOf(mode)?.logs.files).toBeGreaterThanOrEqual(5)
  }
  // Nor does the lab write down itself what it looks for.
  expect(JSON.stringify([report, history])).not.toMatch(new RegExp(`eyJ|sid=|Basic |${accountsPassword}`))
})
