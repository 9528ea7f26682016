/** Validates a topology and its launcher's options before anything is started. */
import { accessSync, constants, mkdirSync, statSync } from 'node:fs'
import { type Policy, policies } from '../loadbalancer/registry.ts'
import { type Mode, modeNames, resolveMode } from '../modes.ts'
import type { Topology } from './stack.ts'
import { StackError } from './stack-error.ts'
import type { Tool } from './toolchain/tool.ts'
import { isAtLeast } from './toolchain/version.ts'

/** What is validated with the topology. */
export interface TopologyContext {
  readonly logs: string
  /** The replica's program; absent where an image contains it. */
  readonly replicaProgram?: string
  readonly port?: number | undefined
  /** The nginx that will run: some policies need a newer one. */
  readonly nginx: Pick<Tool, 'path' | 'version'>
}

const maxReplicas = 64

/**
 * Makes the folder for logs where it is missing.
 *
 * @returns the topology's modes
 * @throws StackError `ERR_BAD_TOPOLOGY`; the message names every problem, not only the first
 */
export function validateTopology(topology: Topology, surroundings: TopologyContext): readonly Mode[] {
  const modes = topology.modes.flatMap((name) => resolveMode(name) ?? [])
  const problems = [
    ...topologyProblems(topology),
    ...surroundingsProblems(surroundings),
    ...modes.flatMap((mode) => policyProblems(mode, surroundings.nginx)),
  ]
  if (problems.length > 0) throw new StackError('ERR_BAD_TOPOLOGY', problems.join('; '))
  return modes
}

function policyProblems({ name, policy }: Mode, nginx: TopologyContext['nginx']): readonly string[] {
  const { since }: Policy = policies[policy]
  return when(
    since !== undefined && !isAtLeast(nginx.version, since),
    `mode ${name}: the policy ${policy} needs nginx ${since} or later, but ${nginx.path} is ${nginx.version}: ` +
      'set LAB_NGINX=<path> to a newer nginx, or choose another policy',
  )
}

function topologyProblems({ replicas, modes, virtualUsers, cpuPerReplica = 1 }: Topology): readonly string[] {
  const unknown = modes.filter((name) => !resolveMode(name))
  const known = modeNames().join(', ')
  return [
    ...when(!isWhole(replicas, 1, maxReplicas), `replicas: expected 1 to ${maxReplicas}, got ${replicas}`),
    ...when(
      !(cpuPerReplica >= 0.05 && cpuPerReplica <= 64),
      `cpuPerReplica: expected 0.05 to 64, got ${cpuPerReplica}`,
    ),
    ...when(modes.length === 0, `modes: expected at least one of ${known}`),
    ...when(new Set(modes).size < modes.length, `modes: ${modes.join(', ')} names a mode twice`),
    ...when(
      unknown.length > 0,
      `modes: unknown mode ${unknown.join(', ')}: choose from ${known}, or write <strategy>-<policy>`,
    ),
    ...when(!isWhole(virtualUsers.count, 0, 1e6), `virtual users: expected a whole number, got ${virtualUsers.count}`),
    ...when(virtualUsers.password === '', 'virtual users: the password is empty'),
  ]
}

function surroundingsProblems({ logs, replicaProgram, port }: TopologyContext): readonly string[] {
  return [
    ...when(port !== undefined && !isWhole(port, 1, 65_535), `port: expected 1 to 65535, got ${port}`),
    ...when(
      replicaProgram !== undefined && !succeeds(() => accessSync(replicaProgram, constants.R_OK)),
      `replica program: cannot read ${replicaProgram}`,
    ),
    ...when(!succeeds(() => requireWritableFolder(logs)), `logs: cannot write into the folder ${logs}`),
  ]
}

function requireWritableFolder(path: string): void {
  mkdirSync(path, { recursive: true })
  if (!statSync(path).isDirectory()) throw new Error('not a folder')
  accessSync(path, constants.W_OK)
}

function succeeds(attempt: () => void): boolean {
  try {
    attempt()
    return true
  } catch {
    return false
  }
}

const when = (isWrong: boolean, problem: string): readonly string[] => (isWrong ? [problem] : [])

const isWhole = (value: number, min: number, max: number) => Number.isInteger(value) && value >= min && value <= max
