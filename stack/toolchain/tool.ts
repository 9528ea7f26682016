/** nginx and Redis, which the lab runs but does not contain: their names and packages, and a check that a binary works. */
import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A binary that was checked to run. */
export interface Tool {
  readonly path: string
  /** The version that it reports, e.g. `1.22.1`. */
  readonly version: string
  /** Its LD_LIBRARY_PATH, where it was downloaded with its own libraries. */
  readonly libraryPath?: string
}

export type ToolName = 'nginx' | 'redis'

/** For each tool: its binary, how to read its version, and its Debian package. */
export const toolSpecs = {
  nginx: {
    binary: 'nginx',
    versionFlag: '-v',
    version: /nginx\/(\d+(?:\.\d+)+)/,
    debian: { name: 'nginx', family: /^(lib)?nginx/, binary: 'usr/sbin/nginx' },
  },
  redis: {
    binary: 'redis-server',
    versionFlag: '--version',
    version: /v=(\d+(?:\.\d+)+)/,
    debian: { name: 'redis-server', family: /^redis/, binary: 'usr/bin/redis-server' },
  },
} as const satisfies Record<ToolName, unknown>

/** The environment of a tool's process: its library path, or undefined for the environment of this process. */
export function toolEnvironment({ libraryPath }: Pick<Tool, 'libraryPath'>): NodeJS.ProcessEnv | undefined {
  return libraryPath ? { LD_LIBRARY_PATH: libraryPath } : undefined
}

/** Runs the binary to read its version, which also shows that no library is missing. Rejects with the reason in one line. */
export async function probeTool(name: ToolName, path: string, libraryPath?: string): Promise<Tool> {
  await access(path, constants.X_OK).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(cause.code === 'ENOENT' ? 'there is no such file' : 'it is not executable', { cause })
  })
  const { versionFlag, version: pattern } = toolSpecs[name]
  const tool = { path, ...(libraryPath && { libraryPath }) }
  const { stdout, stderr } = await run(path, [versionFlag], { env: toolEnvironment(tool), timeout: 5000 }).catch(
    (cause: Error & { code?: unknown; stderr?: string }) => {
      const reason = cause.stderr?.trim().split('\n').at(-1) || `exit status ${cause.code}`
      throw new Error(`\`${versionFlag}\` fails with ${reason}`, { cause })
    },
  )
  const version = pattern.exec(stdout + stderr)?.[1]
  if (!version) throw new Error(`\`${versionFlag}\` prints no version of ${name}`)
  return { ...tool, version }
}
