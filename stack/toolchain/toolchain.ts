/** The tool chain: finds a working nginx and redis-server on this machine, or fetches them into the project's `.tools/`. */
import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { StackError } from '../stack-error.ts'
import { fetchDebianPackages, hasDebianTools } from './fetch-debian.ts'
import { howToInstall } from './how-to-install.ts'
import { probeTool, type Tool, type ToolName, toolSpecs } from './tool.ts'

export interface Tools {
  readonly nginx: Tool
  readonly redis: Tool
}

export interface FindToolsOptions {
  /** A binary to use and no other: `undefined` and the empty string mean "find one". */
  readonly nginx?: string | undefined
  readonly redis?: string | undefined
  /** The variable PATH: its folders are looked into first. */
  readonly path?: string | undefined
  /** Folders of this machine to look into after those. Default: where systems and Homebrew put servers. */
  readonly searchPath?: readonly string[]
  /** Where fetched tools live. Default: `.tools/` of the project. */
  readonly toolsFolder?: string
  /** Told what takes time, one line each. */
  readonly onProgress?: ((line: string) => void) | undefined
}

const usualFolders = [
  ...['/usr/sbin', '/usr/local/sbin', '/usr/bin', '/usr/local/bin'],
  ...['/opt/homebrew/bin', '/opt/homebrew/sbin', '/home/linuxbrew/.linuxbrew/bin'],
]

/**
 * Prefers the machine's own binaries, then those fetched earlier, then fetches (Debian and Ubuntu; needs no root).
 * Throws `ERR_TOOL_UNUSABLE` for a given path that does not run, `ERR_TOOL_MISSING` with what to install on this system.
 */
export async function findTools(options: FindToolsOptions = {}): Promise<Tools> {
  const toolsFolder = options.toolsFolder ?? join(import.meta.dirname, '..', '..', '.tools')
  const [nginx, redis] = await Promise.all([find('nginx', toolsFolder, options), find('redis', toolsFolder, options)])
  if (nginx && redis) return { nginx, redis }

  const missing: ToolName[] = [...(nginx ? [] : ['nginx' as const]), ...(redis ? [] : ['redis' as const])]
  await fetchTools(missing, toolsFolder, options.onProgress)
  return {
    nginx: nginx ?? (await useFetched('nginx', toolsFolder)),
    redis: redis ?? (await useFetched('redis', toolsFolder)),
  }
}

async function find(name: ToolName, toolsFolder: string, options: FindToolsOptions): Promise<Tool | undefined> {
  const { binary } = toolSpecs[name]
  const given = options[name]
  if (given) {
    return probeTool(name, given).catch((cause: Error) => {
      const message = `${given} is no usable ${binary}: ${cause.message}. Name another path, or none to find one.`
      throw new StackError('ERR_TOOL_UNUSABLE', message, { cause })
    })
  }
  const ofPath = options.path?.split(delimiter).filter(Boolean) ?? []
  for (const folder of [...ofPath, ...(options.searchPath ?? usualFolders)]) {
    const tool = await probeTool(name, join(folder, binary)).catch(() => undefined)
    if (tool) return tool
  }
  return probeFetched(name, toolsFolder).catch(async () => {
    // What is there is complete, yet does not run: perhaps fetched on another system. Make room for a new one.
    const folder = join(toolsFolder, name)
    if (existsSync(folder)) await rm(folder, { recursive: true, force: true })
    return undefined
  })
}

async function fetchTools(names: readonly ToolName[], toolsFolder: string, onProgress: FindToolsOptions['onProgress']) {
  const binaries = names.map((name) => toolSpecs[name].binary).join(' and ')
  const giveUp = async (reason: string, cause?: unknown): Promise<never> => {
    const message = `${binaries} not found on this machine${reason}. ${await howToInstall(names)}`
    throw new StackError('ERR_TOOL_MISSING', message, { cause })
  }
  if (!(await hasDebianTools())) return giveUp('')

  onProgress?.(
    `fetching ${binaries} from this system's package sources into .tools/ (once, about 10 MB, installs nothing)`,
  )
  const packages = names.map((name) => ({ ...toolSpecs[name].debian, folder: join(toolsFolder, name) }))
  await fetchDebianPackages(packages).catch((cause: Error) =>
    giveUp(`, and could not be fetched: ${cause.message.replace(/\.$/, '')}`, cause),
  )
}

async function useFetched(name: ToolName, toolsFolder: string): Promise<Tool> {
  return probeFetched(name, toolsFolder).catch(async (cause: Error) => {
    const message = `the fetched ${toolSpecs[name].binary} does not run: ${cause.message}. ${await howToInstall([name])}`
    throw new StackError('ERR_TOOL_MISSING', message, { cause })
  })
}

async function probeFetched(name: ToolName, toolsFolder: string): Promise<Tool> {
  const root = join(toolsFolder, name)
  const libraries = join(root, 'usr', 'lib')
  const folders = await readdir(libraries).catch((): string[] => [])
  const multiarch = folders.filter((folder) => folder.includes('-linux-gnu')).map((folder) => join(libraries, folder))
  return probeTool(name, join(root, toolSpecs[name].debian.binary), [...multiarch, libraries].join(delimiter))
}
