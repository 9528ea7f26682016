/** Proves that docker-compose.yml, the Dockerfile, nginx.conf, modes.ts and the replica's configuration agree. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { accountsPassword } from '../bench/load/users/virtual-users.ts'
import { modes } from '../modes.ts'
import { readConfig } from '../services/replica/config/config.ts'
import { strategies } from '../services/strategies/registry.ts'
import { images } from '../stack/launchers/containers/images.ts'

interface Service {
  readonly image: string
  readonly user?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly command?: readonly string[]
  readonly profiles?: readonly string[]
  readonly cap_add?: readonly string[]
}

interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, null>>
}

const read = (name: string) => readFileSync(join(import.meta.dirname, '..', name), 'utf8')

/** Puts in the default of each `${VARIABLE:-default}`, as Compose does where the variable is not set. */
const interpolate = (text: string) => text.replace(/\$\{\w+:-([^}]*)\}/g, '$1')

const { services, volumes }: ComposeFile = parse(interpolate(read('docker-compose.yml')), { merge: true })
const nginxConf = read('nginx.conf')
const dockerfile = read('Dockerfile')

const names = Object.keys(services)
const allReplicas = names.filter((name) => name.startsWith('replica-'))
const replicas = allReplicas.filter((name) => !services[name]?.profiles)
const configOf = (name: string) =>
  readConfig(strategies, { ...services[name]?.environment, LAB_SECRET: 'drawn at the first start, with 32 characters' })
const portsIn = (text: string) => [...text.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port))

describe('docker-compose.yml', () => {
  it('has the replicas that nginx.conf sends requests to, on the port where it expects them', () => {
    const listening = replicas.map((name) => `${name}:${configOf(name).port}`)
    const expected = [...nginxConf.matchAll(/^\s*server (\S+:\d+)\b/gm)].map(([, address]) => address)
    expect(listening).toHaveLength(3)
    expect(new Set(expected)).toEqual(new Set(listening))
  })

  it.each(allReplicas)('tells %s its name, and what it shares with the others', (name) => {
    expect(configOf(name)).toEqual({ ...configOf('replica-1'), replica: name })
    expect(configOf(name).host).toBe('0.0.0.0')
  })

  it('has the built-in modes, in their order, each with its strategy', () => {
    const expected = Object.entries(modes).map(([mode, { strategy }]) => [mode, strategy])
    expect(Object.entries(configOf('replica-1').modes)).toEqual(expected)
  })

  it('starts as many replicas as REPLICAS says, by profiles that .env makes of it', () => {
    expect(read('.env')).toMatch(/^REPLICAS=3\n(.*\n)*COMPOSE_PROFILES=\$\{REPLICAS\}-replicas$/m)
    const startedBy = (profile: string) =>
      allReplicas.filter((name) => services[name]?.profiles?.includes(profile) ?? true).length
    expect([3, 4, 5, 6].map((count) => startedBy(`${count}-replicas`))).toEqual([3, 4, 5, 6])
    expect(services['setup']?.command?.at(-1)).toBe('3')
  })

  it('seeds the virtual users that the bench logs in as', () => {
    const { count, password } = configOf('replica-1').virtualUsers
    expect(password).toBe(accountsPassword)
    expect(count).toBeGreaterThan(0)
  })

  it('has the images that the launcher containers has', () => {
    expect(services).toMatchObject({
      'replica-1': { image: images.replica },
      redis: { image: images.redis },
      nginx: { image: images.nginx },
    })
  })

  it('finds Redis by the name of its service', () => {
    expect(names).toContain(new URL(configOf('replica-1').redis ?? '').hostname)
  })

  it('publishes one port, on loopback only: the one where nginx listens', () => {
    const [, listen] = nginxConf.match(/^\s*listen\s+(\d+);/m) ?? []
    expect(names.flatMap((name) => services[name]?.ports ?? [])).toEqual([`127.0.0.1:8080:${listen}`])
    expect(services['nginx']?.ports).toHaveLength(1)
    expect(services['nginx']?.volumes).toContain('./nginx.conf:/etc/nginx/nginx.conf:ro')
  })

  it('asks nginx for its health where it listens', () => {
    expect(portsIn(services['nginx']?.healthcheck?.test.join(' ') ?? '')).toEqual([8080])
  })

  it.each(names)('confines %s', (name) => {
    expect(services[name]).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      cpus: expect.any(Number),
      mem_limit: expect.stringMatching(/^\d+[mg]$/),
      restart: 'no',
      stop_grace_period: expect.stringMatching(/^\d+s$/),
    })
    // The lab alone starts as root, to become who owns the project, and has no other power than that.
    const isLab = name === 'bench' || name === 'page'
    expect(services[name]?.cap_add).toEqual(isLab ? ['CHOWN', 'SETGID', 'SETUID'] : undefined)
  })

  it('runs nothing as root but the lab, bench or page, which gives it up', () => {
    expect(dockerfile).toMatch(/^USER node$/m)
    const others = names.filter((name) => services[name]?.user || services[name]?.image !== images.replica)
    expect(Object.fromEntries(others.map((name) => [name, services[name]?.user]))).toEqual({
      ...{ redis: 'redis', nginx: 'nginx', bench: 'root', page: 'root' },
    })
  })

  it('holds no secret: replicas read theirs from a volume', () => {
    for (const name of names) expect(services[name]?.environment ?? {}).not.toHaveProperty('LAB_SECRET')
    for (const name of replicas) expect(services[name]?.volumes).toContain('secret:/secret:ro')
    expect(Object.keys(volumes)).toContain('secret')
  })
})

describe('the Dockerfile', () => {
  it('starts every stage from the major version of Node.js that .nvmrc names', () => {
    const [major] = read('.nvmrc').trim().split('.')
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base)
    expect(new Set(bases)).toEqual(new Set([`node:${major}-bookworm-slim`]))
  })

  it('gives each volume of a service that is made of it a folder that belongs to who it runs as', () => {
    const volumes = [...allReplicas, 'setup'].flatMap((name) => services[name]?.volumes ?? [])
    const folders = new Set(volumes.map((volume) => volume.split(':')[1]))
    const [, made = ''] = dockerfile.match(/^RUN install --directory --owner=node --group=node (.*)$/m) ?? []
    expect(new Set(made.split(' '))).toEqual(folders)
  })
})
