/** The platform of a stack: what a launcher provides, so that `assemble` can start parts as processes or as containers. */
import type { FillerLoad } from './cpu/filler-load.ts'
import type { IdleFiller } from './cpu/idle-filler.ts'
import type { Certificate } from './parts/certificate.ts'
import type { LoadBalancerPart, Upstreams } from './parts/nginx-control.ts'
import type { StorePlatform } from './parts/store.ts'
import type { PeerDirectory } from './replicas/peer-directory.ts'
import type { CpuQuota, LauncherName, Replica } from './stack.ts'

/** What parts run on. Each method that starts a part resolves when the part is ready. */
export interface Platform extends StorePlatform {
  readonly launcher: LauncherName
  readonly versions: { readonly nginx: string; readonly redis: string }
  /** Path of the SQLite file, as replicas see it. */
  readonly database: string
  /** An address of this process that parts can reach: the proxies of links and the live page's server listen there. */
  readonly ownHost: string
  /** Limits every replica that is started after this call; the result says so where quotas are not available. */
  startQuota(cpus: number): Promise<CpuQuota & { readonly close?: () => Promise<void> }>
  /** Absent where the platform has no idle filler. */
  readonly startIdleFiller?: () => Promise<IdleFiller>
  /** Uses the quota that was started before. Absent where the platform has no filler load. */
  readonly createFillerLoad?: () => FillerLoad
  /** Makes the load balancer's TLS certificate. Absent where the platform has no TLS. */
  readonly makeCertificate?: () => Promise<Certificate>
  startReplica(
    name: string,
    variables: Readonly<Record<string, string>>,
    peerDirectory: PeerDirectory | undefined,
  ): Promise<Replica>
  startNginx(upstreams: Upstreams): Promise<LoadBalancerPart>
  /** Ends every part that still runs and removes temporary files, networks and volumes. Clearing twice is harmless. */
  clear(): Promise<void>
}

/** The options that all launchers have in common. */
export interface LauncherOptions {
  /** The folder for the parts' logs and nginx.conf. It is made if it is missing, and it outlives the stack. */
  readonly logs: string
  /** The port on which the load balancer listens. Default: a free port. */
  readonly port?: number | undefined
  /**
   * Makes the live page's server listen at an address of this process and returns it with its port, e.g. `127.0.0.1:41234`;
   * the load balancer serves that server below `/lab/`.
   */
  readonly listenDashboard?: ((host: string) => Promise<string>) | undefined
  /** Receives a line for each part that is started, and for anything else that takes time. */
  readonly onProgress?: ((line: string) => void) | undefined
  /** Called when a part ends without having been stopped, e.g. with `replica-2 was killed by SIGKILL`. */
  readonly onPartEnd?: ((description: string) => void) | undefined
  /** Cancels the start. It has no effect on a stack that is up: its owner stops it. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Prepares a platform.
 *
 * @param onEnd to be called when a part has ended without having been stopped
 * @param starting aborted when the start is cancelled, and never after that, so that faults can still restart parts
 */
export type PreparePlatform = (onEnd: (description: string) => void, starting: AbortSignal) => Promise<Platform>
