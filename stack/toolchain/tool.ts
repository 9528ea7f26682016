/** The two servers the lab runs but does not contain: their names, their packages, and how to see that a binary works. */
import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A binary that has been seen to run. */
export interface Tool {
  readonly path: string
  /** As it says itself, e.g. `1.22.1`. */
  readonly version: string
  /** What LD_LIBRARY_PATH must be for it, where it was fetched with libraries of its own. */
  readonly libraryPath?: string
}

export type ToolName = 'nginx' | 'redis'

/** Per tool: its binary, how it tells its version, and where Debian and Ubuntu keep it. */
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

/** The environment for a tool's process: the one of this process, and the libraries fetched for it. */
export function toolEnvironment({ libraryPath }: Pick<Tool, 'libraryPath'>): NodeJS.ProcessEnv | undefined {
  return libraryPath ? { LD_LIBRARY_PATH: libraryPath } : undefined
}

/** Runs the binary to learn its version, which also shows that no library is missing. Rejects with one line saying why. */
export async function probeTool(name: ToolName, path: string, libraryPath?: string): Promise<Tool> {
  await access(path, constants.X_OK).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(cause.code === 'ENOENT' ? 'there is no such file' : 'it may not be executed', { cause })
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
  if (!version) throw new Error(`\`${versionFlag}\` tells no version of ${name}`)
  return { ...tool, version }
}
