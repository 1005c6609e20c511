type Library = typeof import('google-auth-library');
type Metadata = Library['gcpMetadata'];

/** As long as the library itself waits. */
const timeoutMs = 3_000;

/**
 * The server on Google's machines that gives them an identity. The library looks for it too, but prints a
 * warning to stderr where it is not. GCE_METADATA_HOST and METADATA_SERVER_DETECTION hold as for the library.
 */
export class MetadataServer {
  #isThere: Promise<boolean> | undefined;

  /** Asks once, since that takes seconds where nothing answers. */
  isThere({ gcpMetadata }: Library): Promise<boolean> {
    this.#isThere ??= isAvailable(gcpMetadata);
    return this.#isThere;
  }
}

async function isAvailable(metadata: Metadata): Promise<boolean> {
  if (metadata.getGCPResidency()) return true;
  return process.env['METADATA_SERVER_DETECTION'] ? metadata.isAvailable() : answers(metadata);
}

/** Its header tells it from a proxy, or whatever else is at that address. */
async function answers(metadata: Metadata): Promise<boolean> {
  const { BASE_PATH, HEADERS, HEADER_NAME, HEADER_VALUE } = metadata;
  try {
    const response = await fetch(new URL(`${BASE_PATH}/instance`, originOf(metadata)), {
      headers: HEADERS,
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    return response.ok && response.headers.get(HEADER_NAME) === HEADER_VALUE;
  } catch {
    // No answer is one, too.
    return false;
  }
}

function originOf({ HOST_ADDRESS }: Metadata): string {
  const { GCE_METADATA_IP: ip, GCE_METADATA_HOST: host } = process.env;
  const address = ip || host || HOST_ADDRESS;
  return /^https?:/.test(address) ? address : `http://${address}`;
}
