/** Every attack of the library on three real replicas, in every mode: all refused; and a replica that believes too much, found out. */

import { describe, expect, it } from 'vitest'
import { firstClient } from '../../analysis/report/model/report.ts'
import { attacks, attacksOn } from '../attacks/registry.ts'
import { modeRecords } from '../history/mode-records.ts'
import { realRun } from '../run/real-run.fixture.ts'
import { recordedRun } from '../run/recorded-run.fixture.ts'

/** Attacks on keys that are public, which the secret of HS256 has not. */
const needsPublicKey = /^public-key-/

describe('a forger in every mode', () => {
  it('tries every attack that fits, each beside a control that was let in', async (context) => {
    const run = await recordedRun('forgery', context)
    const modes = run.history.run.scenario.modes
    for (const [mode, { strategy, credential }] of Object.entries(modeRecords(modes))) {
      const missed = new Set(attacksOn(strategy, credential).filter((name) => !needsPublicKey.test(name)))
      for (const { name, tried } of firstClient(run.report.modes[mode])?.attacks ?? [])
        if (tried >= 2) missed.delete(name)
      // Called by its right name it is no attack; with one mode of its kind there is no other whose credential fits.
      missed.delete('label-HS256')
      expect([mode, [...missed]]).toEqual([mode, []])
    }
  })

  it('says for what reason each was refused', async (context) => {
    const run = await recordedRun('forgery', context)
    const { attacks: ofJwt = [] } = firstClient(run.report.modes['jwt']) ?? {}
    const reasonOf = (name: string) => Object.keys(ofJwt.find((found) => found.name === name)?.reasons ?? {})
    expect(reasonOf('alg-none')).toEqual(['bad-signature'])
    expect(reasonOf('exp-past')).toEqual(['expired'])
    expect(reasonOf('aud-wrong')).toEqual(['wrong-audience'])
    expect(reasonOf('nbf-future')).toEqual(['not-yet-valid'])
    expect(reasonOf('nothing')).toEqual(['missing'])
  })
})

describe('a replica that believes too much', () => {
  it('is found out, attack by attack, and nothing else is found', async () => {
    const { report } = await realRun(
      { trials: 1, modes: ['basic', 'sticky', 'jwt', 'redis'], 'load.users': 4, 'load.connections': 2 },
      {
        scenario: 'forgery',
        defects: { basic: 'trims-passwords', sticky: 'accepts-unsigned-cookies', jwt: 'accepts-unsigned-tokens' },
      },
    )
    const causesIn = (mode: string) =>
      Object.keys(firstClient(report.modes[mode])?.checks['forged-accepted'].causes ?? {}).toSorted()
    expect(report.verdict).toBe('fail')
    expect(causesIn('jwt')).toEqual(['accepted: alg-none-capitals', 'failed: header-deep', 'failed: header-list'])
    expect(causesIn('sticky')).toEqual(['accepted: sid-unsigned'])
    expect(causesIn('basic')).toEqual(['accepted: password-space'])
    expect(causesIn('redis')).toEqual([])
    expect(firstClient(report.modes['jwt'])?.checks['forged-accepted'].evidence[0]?.says).toMatch(
      /^user-\d tried alg-none-capitals on replica-\d at [\d.]+ s, was answered 200 as user-\d$/,
    )
    expect(Object.keys(attacks)).toContain('alg-none-capitals')
  })
})
