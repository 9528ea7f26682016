/** Reads every import line and enforces which folder may import which. */

import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { policies } from '../loadbalancer/registry.ts'
import { modes } from '../modes.ts'
import { strategies } from '../services/strategies/registry.ts'

interface Import {
  readonly from: string
  /** A path inside the project, or a package's name. */
  readonly to: string
}

const sources = globSync('**/*.ts', { exclude: ['node_modules/**', '.tools/**', 'results/**', 'coverage/**'] })
const isTest = (file: string) => /\.test\.ts$|\.fixture\.ts$|fixtures\/|contract\.ts$|^benchmarks\/|^tests\//.test(file)
const product = sources.filter((file) => !isTest(file))
const imports = product.flatMap(importsOf)

function importsOf(from: string): Import[] {
  const specifiers = readFileSync(from, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'|^import '([^']+)'/gm)
  return [...specifiers].map(([, named, bare]) => {
    const specifier = (named ?? bare) as string
    return { from, to: specifier.startsWith('.') ? normalize(join(dirname(from), specifier)) : specifier }
  })
}

const offences = (from: RegExp, to: RegExp, except: RegExp = /^$/) =>
  imports
    .filter((line) => from.test(line.from) && to.test(line.to) && !except.test(line.to))
    .map(({ from, to }) => `${from} → ${to}`)

/** Files, other than the owners, that import a package. */
const strangers = (name: RegExp, owners: RegExp) =>
  imports.filter(({ from, to }) => name.test(to) && !owners.test(from)).map(({ from, to }) => `${from} → ${to}`)

describe('the walls', () => {
  it('see the imports at all', () => {
    expect(imports.length).toBeGreaterThan(100)
    expect(imports).toContainEqual({ from: 'bench/run/run-scenario.ts', to: 'bench/run/measure.ts' })
  })

  it.each([
    ['services/ imports nothing of the others', /^services\//, /\.ts$/, /^services\//],
    ['the peer channel knows nothing of sessions', /^services\/peers\//, /^services\/(?!peers)/, /^$/],
    ['loadbalancer/ imports nothing of the others', /^loadbalancer\//, /\.ts$/, /^loadbalancer\//],
    [
      "stack/ knows the rest by registries, modes, render, the access log's lines and what replicas say of themselves",
      /^stack\//,
      /\.ts$/,
      /^stack\/|^modes\.ts$|registry\.ts$|^loadbalancer\/(render|access-log)\.ts$|^services\/(replica\/status|peers\/peer)\.ts$/,
    ],
    [
      'bench/ knows services and load balancer by registries and the status page alone',
      /^bench\//,
      /^(services|loadbalancer|commands|dashboard|workshop)\//,
      /registry\.ts$|^services\/replica\/status\.ts$/,
    ],
    [
      'bench/ knows of the analysis only the names of checks',
      /^bench\//,
      /^(analysis|runs)\//,
      /^analysis\/anomalies\/registry\.ts$/,
    ],
    [
      'analysis/ knows of the bench its records, scenarios and registries',
      /^analysis\//,
      /^(bench|services|stack|loadbalancer|dashboard|runs|workshop)\//,
      /^bench\/(history|scenarios)\/|^bench\/random\.ts$|registry\.ts$|^bench\/attacks\/attack\.ts$|operation-kinds\.ts$/,
    ],
    ['bench/ knows the stack by its interface', /^bench\//, /^stack\//, /^stack\/stack\.ts$/],
    [
      'the command line is imported by nothing but its own reference page',
      /^(?!lab\.ts|commands\/|docs\/inside\/)/,
      /^(commands\/|lab\.ts)/,
      /^$/,
    ],
    ['analysis/ does no I/O', /^analysis\//, /^node:(?!util$)/, /^$/],
    ['loadbalancer/ does no I/O', /^loadbalancer\//, /^node:/, /^$/],
  ])('%s', (_wall, from, to, except) => expect(offences(from, to, except)).toEqual([]))

  it.each([
    ['services/strategies', /^services\/strategies\/(?!registry|strategy)[\w-]+\.ts$/],
    ['loadbalancer/policies', /^loadbalancer\/policies\/[\w-]+\.ts$/],
    ['bench/faults', /^bench\/faults\/(?!registry|fault|timeline|link-toxics|gentle-restart)[\w-]+\.ts$/],
    ['bench/load/workloads', /^bench\/load\/workloads\/(?!workload|registry|operation-kinds)[\w-]+\.ts$/],
  ])('an implementation in %s imports no sibling and no registry', (_folder, implementation) => {
    expect(imports.some(({ from }) => implementation.test(from))).toBe(true)
    expect(
      imports.filter(
        ({ from, to }) => implementation.test(from) && (implementation.test(to) || /registry\.ts$/.test(to)),
      ),
    ).toEqual([])
  })

  it.each([
    ['child_process', /^(node:)?child_process$/, /^stack\//],
    ['ioredis', /^ioredis$/, /^services\/strategies\/redis[\w/-]*\.ts$|^stack\/parts\//],
    ['autocannon', /^autocannon$/, /^bench\/load\/closed\.ts$/],
    ['@fastify/jwt', /^@fastify\/jwt$/, /^services\/strategies\/token\//],
    ['node:sqlite', /^node:sqlite$/, /^services\/database\//],
  ])('%s has one owner', (_name, name, owners) => {
    expect(imports.some(({ to }) => name.test(to))).toBe(true)
    expect(strangers(name, owners)).toEqual([])
  })

  it('predictions name no strategy and no policy: they follow from traits', () => {
    const predicting = product.filter((file) =>
      /^analysis\/(theory|capacity)\/|^analysis\/anomalies\/.*\/predict\.ts$/.test(file),
    )
    expect(predicting.length).toBeGreaterThan(15)
    const names = [...Object.keys(strategies), ...Object.keys(policies), ...Object.keys(modes)]
    const quoted = new RegExp(`['"\`](${names.join('|')})['"\`]`)
    expect(quoted.test("strategy === 'jwt'")).toBe(true)
    expect(predicting.filter((file) => quoted.test(readFileSync(file, 'utf8')))).toEqual([])
  })

  it('the environment is read in config and on the command line only', () => {
    const readers = product.filter((file) => readFileSync(file, 'utf8').includes('process.env'))
    expect(readers.filter((file) => !/^lab\.ts$|^services\/replica\/(config\/|main\.ts$)/.test(file))).toEqual([])
  })

  it('only what has a reason to exports a default', () => {
    expect(product.filter((file) => /^export default/m.test(readFileSync(file, 'utf8')))).toEqual(['vitest.config.ts'])
  })
})
