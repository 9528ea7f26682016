import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from '../services/replica/config/config.ts'
import { nginxConfFor } from './nginx-conf.ts'

describe('the set-up of docker-compose.yml', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'compose-setup-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const setUp = (replicas: string) => {
    const program = join(import.meta.dirname, 'compose-setup.ts')
    return spawnSync(process.execPath, [program, replicas, folder, folder], { encoding: 'utf8' })
  }
  const environment = () => {
    const lines = readFileSync(join(folder, 'replica.env'), 'utf8').trim().split('\n')
    return Object.fromEntries(lines.map((line) => line.split(/=(.*)/).slice(0, 2)))
  }
  const conf = () => join(folder, 'nginx.conf')

  it('writes the peers and a secret into a file that only its owner can read', () => {
    expect(setUp('4').status).toBe(0)
    const rest = { LAB_REPLICA: 'replica-1', LAB_DATABASE: 'x', LAB_MODES: '{"memory":"memory"}' }
    const { peers, secret } = readConfig(undefined, { ...rest, ...environment() })
    expect(peers).toEqual([1, 2, 3, 4].map((n) => ({ name: `replica-${n}`, address: `replica-${n}:3002` })))
    expect(secret).toHaveLength(64)
    expect(statSync(join(folder, 'replica.env')).mode & 0o777).toBe(0o600)
  })

  it('keeps the secret when the number of replicas changes', () => {
    setUp('3')
    const { LAB_SECRET: secret } = environment()
    setUp('5')
    expect(environment()).toMatchObject({ LAB_SECRET: secret, LAB_PEERS: expect.stringContaining('replica-5:3002') })
  })

  it('writes a configuration for nginx if there are more than three replicas', () => {
    setUp('6')
    expect(readFileSync(conf(), 'utf8')).toBe(nginxConfFor(6))
    setUp('3')
    expect(existsSync(conf())).toBe(false)
  })

  it.each(['2', '7', 'many', ''])('refuses REPLICAS=%s with a message of one line', (replicas) => {
    const { status, stderr } = setUp(replicas)
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^REPLICAS=.*: docker-compose\.yml has 3 to 6; .*\n$/)])
  })
})
