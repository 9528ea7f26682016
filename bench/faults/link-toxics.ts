/** Adds toxics to the chosen links of a stack, all or none, and removes them again. */
import type { Link, LinkKind, Stack, Toxic } from '../../stack/stack.ts'

/** The links of this kind that `isMeant`. Throws where there is none: the fault would do nothing. */
export function linksOf(stack: Stack, kind: LinkKind, isMeant: (link: Link) => boolean = () => true): readonly Link[] {
  const found = stack.links.filter((link) => link.kind === kind && isMeant(link))
  if (found.length === 0)
    throw new Error(`the stack has no such link of kind ${kind}: its topology did not ask for one`)
  return found
}

/**
 * Whether an answer takes as long as the latency added, and is faster where the fault is not.
 * @param directly how long the part takes past the links, ms
 */
export async function isSlower(
  through: (timeoutMs: number) => Promise<number>,
  directly: () => Promise<number>,
  latencyMs: number,
): Promise<boolean | undefined> {
  const slowMs = await through(latencyMs * 2 + 2_000)
  if (slowMs < latencyMs) return false
  // As slow without the fault: the machine is slow, and the fault may be.
  return (await directly()) < latencyMs ? true : undefined
}

/** Adds these toxics to each of the links. What it returns removes them, and is harmless to repeat. */
export function addToxics(links: readonly Link[], toxics: readonly Toxic[]): () => Promise<void> {
  const added: (() => void)[] = []
  const remove = async () => {
    for (const undo of added.splice(0)) undo()
  }
  try {
    for (const link of links) {
      for (const toxic of toxics) {
        const name = link.addToxic(toxic)
        added.push(() => link.removeToxic(name))
      }
    }
  } catch (error) {
    void remove()
    throw error
  }
  return remove
}
