import Denque from 'denque';
import type { Outcome } from '../metrics.ts';
import { LineEncoder } from './line-encoder.ts';

/** More is written in several groups. */
const maxGroupBytes = 1024 * 1024;
const noBytes = Buffer.alloc(0);

/** An input record between its admission and its writing. */
export interface Slot {
  /** Characters of the record as read, then bytes of its output. */
  size: number;
  /** How the record ended; undefined while it is under way. */
  outcome: Outcome | undefined;
  /** Its lines of output. As bytes they take half of the memory, or less, of a text with Chinese in it. */
  bytes: Buffer;
}

/** Finished records that are to be written at once. */
export interface Group {
  bytes: Buffer;
  slots: readonly Slot[];
}

/** Holds every record from its admission until it is written. */
export abstract class Window {
  readonly #encoder = new LineEncoder();
  #records = 0;
  #size = 0;

  get records(): number {
    return this.#records;
  }

  get size(): number {
    return this.#size;
  }

  admit(size: number): Slot {
    this.#records += 1;
    this.#size += size;
    return { size, outcome: undefined, bytes: noBytes };
  }

  finish(slot: Slot, outcome: Outcome, text: string): void {
    slot.bytes = this.#encoder.encode(text);
    slot.outcome = outcome;
    this.#size += slot.bytes.length - slot.size;
    slot.size = slot.bytes.length;
  }

  /** The next records that can be written; undefined when there are none. */
  take(): Group | undefined {
    const slots: Slot[] = [];
    let length = 0;
    while (length < maxGroupBytes) {
      const slot = this.takeSlot();
      if (!slot) break;
      slots.push(slot);
      length += slot.size;
    }
    if (slots.length === 0) return undefined;
    const lines = slots.map(({ bytes }) => bytes);
    return { bytes: Buffer.concat(lines, length), slots };
  }

  /** The group has been written. */
  release({ slots, bytes }: Group): void {
    this.#records -= slots.length;
    this.#size -= bytes.length;
  }

  protected abstract takeSlot(): Slot | undefined;
}

/** Gives records out in the order of their admission. */
export class OrderedWindow extends Window {
  readonly #admitted = new Denque<Slot>();

  override admit(size: number): Slot {
    const slot = super.admit(size);
    this.#admitted.push(slot);
    return slot;
  }

  protected takeSlot(): Slot | undefined {
    return this.#admitted.peekFront()?.outcome ? this.#admitted.shift() : undefined;
  }
}

/** Gives records out as they finish. */
export class UnorderedWindow extends Window {
  readonly #finished = new Denque<Slot>();

  override finish(slot: Slot, outcome: Outcome, text: string): void {
    super.finish(slot, outcome, text);
    this.#finished.push(slot);
  }

  protected takeSlot(): Slot | undefined {
    return this.#finished.shift();
  }
}
