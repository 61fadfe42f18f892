/** What is known of a target while it is worked on. */
export interface TargetStatus {
	phase: 'listing' | 'planned' | 'applying' | 'committing' | 'verifying';
	accounts: number;
	finished: number;
	total: number;
	failed: number;
	/** When this phase began, in milliseconds since 1970. */
	since: number;
}

/** What is going on, as far as a person wants to see it. */
export interface Status {
	source: {members: number; pages: number; waiting?: number} | undefined;
	readonly targets: Map<string, TargetStatus>;
}

/** As in `1,204`. */
export const count = (value: number): string => String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',');

/** As in `1 page`, `1,204 members`. */
export const things = (value: number, word: string): string => `${count(value)} ${word}${value === 1 ? '' : 's'}`;

/** As in `0.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`. */
export const duration = (milliseconds: number): string => {
	const seconds = milliseconds / 1000;
	if (seconds < 10) return `${seconds.toFixed(1)} s`;
	if (seconds < 60) return `${Math.round(seconds)} s`;
	const minutes = Math.floor(seconds / 60);
	return minutes < 60 ? `${minutes} min ${Math.floor(seconds % 60)} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

/** The time of day here, as in `12:00:07`. */
export const clockTime = (time: number): string => {
	const date = new Date(time);
	return [date.getHours(), date.getMinutes(), date.getSeconds()].map(part => String(part).padStart(2, '0')).join(':');
};

const bar = (share: number): string => {
	const full = Math.round(Math.min(1, share) * 20);
	return `${'█'.repeat(full)}${'░'.repeat(20 - full)}`;
};

const targetLine = ({phase, accounts, finished, total, failed, since}: TargetStatus, now: number, bars: boolean): string => {
	if (phase === 'listing') return `listing accounts, ${count(accounts)} so far`;
	if (phase === 'planned') return 'planned';
	if (phase === 'verifying') return `reading again after ${things(finished, 'change')}`;
	if (phase === 'committing') return `committing ${things(finished, 'change')}`;
	const seconds = Math.max(0.001, (now - since) / 1000);
	const rate = finished / seconds;
	const left = rate > 0 && finished < total ? `, about ${duration(((total - finished) / rate) * 1000)} left` : '';
	const trouble = failed > 0 ? `, ${count(failed)} failed` : '';
	return `${bars ? `${bar(total === 0 ? 1 : finished / total)} ` : ''}${count(finished)} of ${count(total)}, ${rate < 10 ? rate.toFixed(1) : count(Math.round(rate))} a second${left}${trouble}`;
};

/** One line for Slack while it is read, one for each target that is worked on. */
export const statusLines = ({source, targets}: Status, now: number, {bars = false}: {readonly bars?: boolean} = {}): string[] => {
	const lines: string[] = [];
	if (source?.waiting !== undefined && source.waiting > now)
		lines.push(`waiting for Slack until ${clockTime(source.waiting)}, ${things(source.members, 'member')} so far`);
	else if (source) lines.push(`Slack: ${things(source.members, 'member')} so far, ${things(source.pages, 'page')}`);
	const width = Math.max(0, ...[...targets.keys()].map(name => name.length));
	for (const [name, target] of targets) lines.push(`${bars ? name.padEnd(width) : `${name}:`} ${targetLine(target, now, bars)}`);
	return lines;
};
