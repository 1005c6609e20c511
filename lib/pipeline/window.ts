import Denque from 'denque';
import type { Outcome } from '../metrics.ts';

/** A longer text is written in several groups. */
const maxGroupLength = 1024 * 1024;

/** An input record between its admission and its writing. */
export interface Slot {
  /** Size of the record as read, then of its output. */
  size: number;
  /** How the record ended; undefined while it is under way. */
  outcome: Outcome | undefined;
  /** Its lines of output, '' where there are none. */
  text: string;
}

/** Finished records that are to be written at once. */
export interface Group {
  text: string;
  slots: readonly Slot[];
}

/** Holds every record from its admission until it is written; sizes are in characters. */
export abstract class Window {
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
    return { size, outcome: undefined, text: '' };
  }

  finish(slot: Slot, outcome: Outcome, text: string): void {
    this.#size += text.length - slot.size;
    slot.size = text.length;
    slot.outcome = outcome;
    slot.text = text;
  }

  /** The next records that can be written; undefined when there are none. */
  take(): Group | undefined {
    const slots: Slot[] = [];
    let text = '';
    while (text.length < maxGroupLength) {
      const slot = this.takeSlot();
      if (!slot) break;
      slots.push(slot);
      text += slot.text;
    }
    return slots.length > 0 ? { text, slots } : undefined;
  }

  /** The group has been written. */
  release({ slots, text }: Group): void {
    this.#records -= slots.length;
    this.#size -= text.length;
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
