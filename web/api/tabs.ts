import { defined } from '../../contract/plain-data.ts';
import { me } from '../state/me.ts';
import { hearOfContact } from './client.ts';
import { refreshes } from './live.ts';

/** A tab that has been told nothing for so long asks by itself, ms: longer than one that is not used waits. */
const SILENCE_MS = 40_000;

/** What a tab tells the others: what it asked about, whether there was an answer, and what that says if it is new. */
interface Word<T> {
  about: string;
  isLost: boolean;
  answer?: T;
}

/**
 * Of the tabs of a browser that are seen and look at the same, one asks for all of them: the one that has the lock. Each asks by itself
 * where there are no locks, when it begins to look, and after a command.
 */
export class OneOfTabs<T> {
  readonly #name: string;
  readonly #channel: BroadcastChannel | undefined;
  #about = '';
  #leads = false;
  #toldAt = Number.NEGATIVE_INFINITY;
  #refreshes = 0;
  #leave: () => void = () => undefined;

  /** @param hear told what another tab was answered, while this one is seen and looks at the same */
  constructor(name: string, hear: (answer: T) => void) {
    this.#name = `ductape ${name}`;
    // There are no locks beyond HTTPS and this machine.
    if (!('locks' in navigator)) return;
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.onmessage = ({ data }: MessageEvent<Word<T>>) => {
      if (document.hidden || data.about !== this.#about) return;
      this.#toldAt = performance.now();
      hearOfContact(data.isLost);
      if (data.answer !== undefined) hear(data.answer);
    };
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.#stand('');
    });
  }

  /** What to ask gives, told to the other tabs; undefined where another one asks. @param about what is looked at */
  async ask(about: string, call: () => Promise<T | undefined>): Promise<T | undefined> {
    // Another caller may see something else.
    const whole = JSON.stringify([me.peek()?.actor, about]);
    if (!this.#isToAsk(whole)) return undefined;
    try {
      const answer = await call();
      this.#say({ about: whole, isLost: false, ...defined({ answer }) });
      return answer;
    } catch (error) {
      this.#say({ about: whole, isLost: true });
      throw error;
    }
  }

  #isToAsk(about: string): boolean {
    const isFirst = about !== this.#about || refreshes !== this.#refreshes;
    this.#refreshes = refreshes;
    if (about !== this.#about) this.#stand(about);
    return isFirst || this.#leads || performance.now() - this.#toldAt > SILENCE_MS;
  }

  #say(word: Word<T>): void {
    this.#channel?.postMessage(word);
  }

  /** Waits for the lock of what is looked at, and leaves that of what was. */
  #stand(about: string): void {
    this.#leave();
    this.#about = about;
    this.#leads = this.#channel === undefined;
    this.#toldAt = performance.now();
    if (about === '' || this.#channel === undefined) return;
    const left = new AbortController();
    const held = Promise.withResolvers<void>();
    this.#leave = () => {
      left.abort();
      held.resolve();
    };
    const lead = () => {
      this.#leads = !left.signal.aborted;
      return held.promise;
    };
    // It is left before it came.
    navigator.locks.request(`${this.#name} ${about}`, { signal: left.signal }, lead).catch(() => undefined);
  }
}
