/** Downloads Debian and Ubuntu packages with their libraries into folders of the project: without root, without installing anything. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A package, and the folder for its files, e.g. `<folder>/usr/sbin/…`. */
export interface DebianPackage {
  readonly name: string
  /** Packages with these names count as not installed, so that they are downloaded in any case. */
  readonly family: RegExp
  /** Must not exist. All folders of one call have the same parent. */
  readonly folder: string
}

/** Whether this system has apt-get and dpkg. */
export async function hasDebianTools(): Promise<boolean> {
  const found = await Promise.allSettled([run('apt-get', ['--version']), run('dpkg', ['--version'])])
  return found.every(({ status }) => status === 'fulfilled')
}

/**
 * Downloads all packages in parallel. Each is unpacked beside its folder and then renamed, so that it is complete or absent,
 * and two processes may do this at the same time. Rejects with one line of apt-get's output.
 */
export async function fetchDebianPackages(packages: readonly DebianPackage[]): Promise<void> {
  const [first] = packages
  if (!first) return
  await mkdir(dirname(first.folder), { recursive: true })
  const workFolder = await mkdtemp(join(dirname(first.folder), '.fetch-'))
  try {
    const lists = join(workFolder, 'lists')
    await mkdir(join(lists, 'partial'), { recursive: true })
    const update = await aptGet(await writeAptConfig(join(workFolder, 'update'), lists), ['update'])
    const fetches = packages.map((wanted) => fetchOne(wanted, join(workFolder, wanted.name), lists))
    const failed = (await Promise.allSettled(fetches)).find((fetched) => fetched.status === 'rejected')
    if (failed) {
      const cause: Error & { stderr?: string } = failed.reason
      throw new Error(firstLine(update.stderr) || firstLine(cause.stderr ?? '') || cause.message, { cause })
    }
  } finally {
    await rm(workFolder, { recursive: true, force: true })
  }
}

async function fetchOne({ name, family, folder }: DebianPackage, workFolder: string, lists: string): Promise<void> {
  const config = await writeAptConfig(workFolder, lists, family)
  await aptGet(config, ['--yes', '--download-only', 'install', name])
  const archives = join(workFolder, 'archives')
  const root = join(workFolder, 'root')
  for (const file of await readdir(archives)) {
    // The C library must match the machine's loader, so it is never unpacked.
    if (file.endsWith('.deb') && !/^(libc6|libc-bin)_/.test(file)) await run('dpkg', ['-x', join(archives, file), root])
  }
  await rename(root, folder).catch((error: NodeJS.ErrnoException) => {
    const otherWasFirst = error.code === 'ENOTEMPTY' || error.code === 'EEXIST'
    if (!otherWasFirst) throw error
  })
}

/** Makes apt-get write only into `folder`, and clears its hooks, which would start programs on this machine. */
async function writeAptConfig(folder: string, lists: string, family?: RegExp): Promise<string> {
  await mkdir(join(folder, 'archives', 'partial'), { recursive: true })
  const status = await readFile('/var/lib/dpkg/status', 'utf8').catch(() => '')
  const others = status.split('\n\n').filter((entry) => !family?.test(/^Package: (.+)$/m.exec(entry)?.[1] ?? ''))
  await writeFile(join(folder, 'status'), others.join('\n\n'))
  const settings = {
    'Dir::State': join(folder, 'state'),
    'Dir::State::status': join(folder, 'status'),
    'Dir::State::lists': lists,
    'Dir::Cache': folder,
    'Dir::Cache::archives': join(folder, 'archives'),
    'APT::Sandbox::User': '',
    'APT::Install-Recommends': 'false',
    'Acquire::Languages': 'none',
    'Acquire::http::Timeout': '15',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled': 'false',
    'Acquire::IndexTargets::deb::CNF::DefaultEnabled': 'false',
    'Acquire::IndexTargets::deb-src::Sources::DefaultEnabled': 'false',
  }
  const hooks = ['Update::Pre-Invoke', 'Update::Post-Invoke', 'Update::Post-Invoke-Success']
  const lines = [
    ...Object.entries(settings).map(([name, value]) => `${name} "${value}";`),
    ...hooks.map((hook) => `#clear APT::${hook};`),
    ...['Pre-Invoke', 'Post-Invoke', 'Pre-Install-Pkgs'].map((hook) => `#clear DPkg::${hook};`),
  ]
  const file = join(folder, 'apt.conf')
  await mkdir(join(folder, 'state'), { recursive: true })
  await writeFile(file, `${lines.join('\n')}\n`)
  return file
}

// `--config-file` is read after the machine's own configuration; the variable APT_CONFIG would be read before it.
function aptGet(config: string, args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return run('apt-get', ['-q', '--config-file', config, ...args], { maxBuffer: 16 * 1024 * 1024 })
}

// The update only warns where a source is unreachable; its first warning is the reason why a package is not found later.
function firstLine(stderr: string): string {
  return (
    stderr
      .replace(/^[WE]: /, '')
      .split('\n')[0]
      ?.trim() ?? ''
  )
}
