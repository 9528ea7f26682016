/** Replica processes for tests. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** A running replica's process. */
export interface ReplicaProcess {
  readonly process: ChildProcess
  readonly port: number
  readonly statusPort: number
  /** Resolves to the exit status. */
  readonly exited: Promise<number | null>
}

const running = new Set<ChildProcess>()

/** Runs a program of the replica's folder until it ends; collects its output. */
export async function runProgram(
  program: string,
  environment: Record<string, string>,
  meanwhile: (child: ChildProcess) => void = () => {},
) {
  const child = forkProgram(program, environment)
  meanwhile(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
  // Not `close`, which is never emitted if the parent has disconnected.
  const streamsEnd = [child.stdout, child.stderr].map((stream) => stream && once(stream, 'end'))
  const [[exitCode]] = await Promise.all([once(child, 'exit'), ...streamsEnd])
  return { exitCode, output }
}

/** Runs a program of the replica's folder, and resolves when it reports that it is ready. */
export async function startReplicaProcess(
  program: string,
  environment: Record<string, string>,
  args: readonly string[] = [],
): Promise<ReplicaProcess> {
  const child = forkProgram(program, environment, args)
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  const message = await Promise.race([once(child, 'message'), exited])
  if (!Array.isArray(message)) throw new Error(`${program} ended with ${message} before it was ready`)
  return { process: child, exited, ...(message[0] as { ready: { port: number; statusPort: number } }).ready }
}

/** Kills all processes that still run. */
export async function endReplicaProcesses(): Promise<void> {
  for (const child of running) child.kill('SIGKILL')
}

function forkProgram(program: string, environment: Record<string, string>, args: readonly string[] = []): ChildProcess {
  const env = { ...process.env, ...environment }
  const child = fork(join(import.meta.dirname, '..', program), args, {
    env,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  child.stdout?.resume()
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}
