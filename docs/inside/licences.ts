/** The page of the licences of all that is installed with the lab, from package-lock.json alone. Pure. */

/** package-lock.json, as far as it is read. */
interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>
}

interface LockedPackage {
  readonly version?: string
  readonly license?: string
  /** Needed only to work on the lab. */
  readonly dev?: boolean
}

/** One package as it is installed. */
interface Dependency {
  readonly name: string
  readonly version: string
  readonly licence: string
}

/** What runs when the lab runs; by name, each version once. */
export function dependenciesOf({ packages }: Lock): Dependency[] {
  const found = Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && dev !== true)
    .map(([path, { version = '', license = 'not said' }]) => ({ name: nameOf(path), version, licence: license }))
  const once = new Map(found.map((dependency) => [`${dependency.name}@${dependency.version}`, dependency]))
  return [...once.values()].toSorted((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1))
}

export function licencesPage(lock: Lock): string {
  const dependencies = dependenciesOf(lock)
  const counts = Map.groupBy(dependencies, ({ licence }) => licence)
  const summary = [...counts].toSorted(([, a], [, b]) => b.length - a.length)
  return `\
# Licences

What is installed with the lab and runs when it runs, with the licence that each package names. Made from
[package-lock.json](../../package-lock.json); a test holds it against that. To make it anew: \`npx vitest run docs/inside/licences.test.ts -u\`

| licence | packages |
|---|---|
${summary.map(([licence, of]) => `| ${licence} | ${of.length} |`).join('\n')}

| package | version | licence |
|---|---|---|
${dependencies.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`).join('\n')}
`
}

/** `node_modules/a/node_modules/@b/c` is `@b/c`. */
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
