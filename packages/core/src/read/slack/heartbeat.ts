import type {ReadProgress} from '../../model/source.ts';

/** Milliseconds after which the last word is said again: a job that is silent for 30 s looks dead. */
const longestSilence = 25_000;

export interface Heartbeat {
	/** Says something, and from now on again and again until there is something else to say. */
	say(progress: ReadProgress): void;
	/** Runs something that takes its time, with the heart beating. */
	during<Result>(run: () => Promise<Result>): Promise<Result>;
}

/** Passes progress on, and repeats the last of it where nothing happens for a while, so that somebody who watches knows that the read goes on. */
export const createHeartbeat = (onProgress: (progress: ReadProgress) => void = () => {}, interval = longestSilence): Heartbeat => {
	let last: ReadProgress = {kind: 'page', pages: 0, members: 0};
	let timer: NodeJS.Timeout | undefined;
	return {
		say(progress) {
			last = progress;
			timer?.refresh();
			onProgress(progress);
		},
		async during(run) {
			timer = setInterval(() => onProgress(last), interval);
			try {
				return await run();
			} finally {
				clearInterval(timer);
				timer = undefined;
			}
		},
	};
};
