import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { createTestReplicas } from '../../services/replica/testing/replica.fixture.ts'
import { cookieOf, logIn } from '../../services/strategies/client.fixture.ts'
import { passwordCredential } from '../load/users/credential.ts'
import { accountsPassword } from '../load/users/virtual-users.ts'
import { credentialsBelow, credentialsIn } from './credentials-found.fixture.ts'

const replicas = createTestReplicas()
afterAll(() => replicas.close())

describe('a credential is found', () => {
  it('that a replica gave: the cookie, the id in it, the token', async () => {
    const { app } = await replicas.build({ modes: { memory: 'memory', jwt: 'jwt' } })
    const cookie = cookieOf((await logIn(app, 'memory', 'cookie', 'alice')).login)
    const token = String((await logIn(app, 'jwt', 'token', 'alice')).login.json().access_token)
    for (const text of [cookie, decodeURIComponent(cookie), cookie.slice(4, 35), token]) {
      expect(credentialsIn(`{"text":"${text}"}`), text).toHaveLength(1)
    }
  })

  it.each(['user-1', 'user-12', 'user-123'])('that is the password of %s, plain or in a pair', (name) => {
    const { authorization } = passwordCredential(name, accountsPassword).headers()
    for (const text of [accountsPassword, String(authorization)]) expect(credentialsIn(`"${text}"`)).toHaveLength(1)
  })

  it('in whichever file of a folder, packed or not', () => {
    const folder = mkdtempSync(join(tmpdir(), 'credentials-'))
    try {
      writeFileSync(join(folder, 'one.log'), accountsPassword)
      writeFileSync(join(folder, 'two.gz'), gzipSync(accountsPassword))
      writeFileSync(join(folder, 'three.log'), 'nothing')
      expect(credentialsBelow(folder).toSorted()).toEqual([
        `one.log: ${accountsPassword}`,
        `two.gz: ${accountsPassword}`,
      ])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
