/** What a segment left in Redis. */

import type { Stack } from '../../stack/stack.ts'
import type { SegmentRecord } from '../history/records.ts'

/** Returns a function that returns the growth of the stored data since; undefined if Redis does not answer. */
export async function watchStore(
  stack: Pick<Stack, 'storeBytes'>,
): Promise<() => Promise<Pick<SegmentRecord, 'storeBytes'>>> {
  const before = await stack.storeBytes()
  return async () => {
    const after = before === undefined ? undefined : await stack.storeBytes()
    return before === undefined || after === undefined ? {} : { storeBytes: after - before }
  }
}
