/** The tool chain: finds a working nginx and redis-server on this machine, or downloads them into the project's `.tools/`. */
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
  /** Path of the binary to use. Default, also for the empty string: search for one. */
  readonly nginx?: string | undefined
  readonly redis?: string | undefined
  /** The variable PATH, whose folders are searched first. */
  readonly path?: string | undefined
  /** Folders to search after those. Default: the usual folders of systems and Homebrew. */
  readonly searchPath?: readonly string[]
  /** The folder of downloaded tools. Default: `.tools/` of the project. */
  readonly toolsFolder?: string
  /** Receives a line for each step that takes time. */
  readonly onProgress?: ((line: string) => void) | undefined
}

const usualFolders = [
  ...['/usr/sbin', '/usr/local/sbin', '/usr/bin', '/usr/local/bin'],
  ...['/opt/homebrew/bin', '/opt/homebrew/sbin', '/home/linuxbrew/.linuxbrew/bin'],
]

/**
 * Uses the machine's own binaries, then binaries downloaded earlier, then downloads them (Debian and Ubuntu, without root).
 *
 * @throws StackError `ERR_TOOL_UNUSABLE` for a given path that does not run, `ERR_TOOL_MISSING` with how to install the tools
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
      const message = `${given} is not a usable ${binary}: ${cause.message}. Name another path, or leave it out to search for one.`
      throw new StackError('ERR_TOOL_UNUSABLE', message, { cause })
    })
  }
  const ofPath = options.path?.split(delimiter).filter(Boolean) ?? []
  for (const folder of [...ofPath, ...(options.searchPath ?? usualFolders)]) {
    const tool = await probeTool(name, join(folder, binary)).catch(() => undefined)
    if (tool) return tool
  }
  return probeFetched(name, toolsFolder).catch(async () => {
    // A downloaded binary that does not run may come from another system: removed, so that it is downloaded again.
    const folder = join(toolsFolder, name)
    // On a read-only disk the download fails next, with a clear message.
    if (existsSync(folder)) await rm(folder, { recursive: true, force: true }).catch(() => {})
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
    `downloading ${binaries} from this system's package sources into .tools/ (once, about 10 MB; nothing is installed)`,
  )
  const packages = names.map((name) => ({ ...toolSpecs[name].debian, folder: join(toolsFolder, name) }))
  await fetchDebianPackages(packages).catch((cause: Error) =>
    giveUp(`, and the download failed: ${cause.message.replace(/\.$/, '')}`, cause),
  )
}

async function useFetched(name: ToolName, toolsFolder: string): Promise<Tool> {
  return probeFetched(name, toolsFolder).catch(async (cause: Error) => {
    const message = `the downloaded ${toolSpecs[name].binary} does not run: ${cause.message}. ${await howToInstall([name])}`
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
