import {existsSync} from 'node:fs';
import {posix} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

import {TargetError} from '@slack-im/core';

import {throwIfStopped} from '../stopped.ts';
import {lockedError, lockWaits} from './git-command.ts';
import {fetchTip, isAncestor, type Place, type Version, versionIn} from './git-place.ts';

/** What reflogs say of a commit of ours. */
export const reflogMessage = 'slack-im: accounts from Slack';

/** How a checkout and its remote stand to each other. */
export interface Standing {
	/** Where the checkout stands. */
	readonly head: string;
	/** The remote's branch; undefined where there is none, or nothing is pushed. */
	readonly tip: string | undefined;
	/** What the next commit goes on top of: it holds the file as everybody else sees it. */
	readonly base: string;
	/** Whether the work tree's file holds nothing that is in no commit, so that it may be replaced. */
	readonly isClean: boolean;
	/** Whether it is what `base` has. */
	readonly isCurrent: boolean;
}

const sameVersion = (a: Version | undefined, b: Version | undefined): boolean => a?.id === b?.id;

/** The names of what differs between two commits. */
const differing = async (a: string, b: string, {git, call}: Place): Promise<string[]> =>
	(await git.run(['diff', '--name-only', '--no-renames', '-z', a, b], call)).split('\0').filter(name => name !== '');

/**
What the next commit goes on top of. That is the remote's branch; commits of this checkout that change nothing but the file are taken along, those that do not change it at all are left alone. Whatever else cannot be brought together without a decision, and is refused.
*/
const baseOf = async (head: string, tip: string, place: Place): Promise<string> => {
	const {git, inTree, branch, remote, call} = place;
	if (head === tip || (await isAncestor(head, tip, place))) return tip;
	const [here, there] = [await versionIn(head, place), await versionIn(tip, place)];
	if (sameVersion(here, there)) return tip;
	const fork = await git.try(['merge-base', head, tip], call);
	const meeting = fork.ok ? fork.stdout.toString().trim() : undefined;
	if (meeting !== undefined && sameVersion(here, await versionIn(meeting, place))) return tip;
	if (meeting === tip) {
		const others = (await differing(tip, head, place)).filter(name => name !== inTree);
		if (others.length === 0) return head;
		throw new TargetError('refused', `${branch} has commits that ${remote} lacks, which change ${inTree} and ${others[0]}`, {
			hint: `Push them (git push ${remote} ${branch}), or take them back, then run again.`,
		});
	}
	throw new TargetError('refused', `${branch} and that of ${remote} have gone apart: both have changed ${inTree}`, {
		hint: `Bring them together (git pull --rebase ${remote} ${branch}, then git push), or take back the commits here, then run again.`,
	});
};

/** What a run that was killed may have left in the work tree: the file as it was before its commit. */
const leftBehind = async (place: Place): Promise<Version | undefined> => {
	const {git, call} = place;
	const last = await git.try(['log', '-g', '-1', '--format=%gs'], call);
	if (!last.ok || last.stdout.toString().trim() !== reflogMessage) return undefined;
	const before = await git.try(['rev-parse', '--quiet', '--verify', 'HEAD@{1}'], call);
	return before.ok ? versionIn(before.stdout.toString().trim(), place) : undefined;
};

/** What the file was between two commits: a run that was killed while it came along, before others pushed once more, has left one of these. */
const passedBy = async (head: string, base: string, {git, inTree, call}: Place): Promise<readonly string[]> => {
	const raw = await git.run(
		['log', '--raw', '--no-abbrev', '--no-renames', '--format=', `${head}..${base}`, '--', `:(top,literal)${inTree}`],
		call,
	);
	return [...raw.matchAll(/^:\d+ \d+ [0-9a-f]+ ([0-9a-f]+) /gm)].map(([, id = '']) => id);
};

/** Compares the checkout with its remote. Only objects and a ref of our own are written. */
export const lookAt = async (place: Place): Promise<Standing> => {
	const {git, inTree, branch, remote, call} = place;
	const head = await git.run(['rev-parse', 'HEAD'], call);
	const tip = branch === undefined ? undefined : await fetchTip(place);
	const base = tip === undefined ? head : await baseOf(head, tip, place);
	const wanted = await versionIn(base, place);
	if (!wanted) {
		throw new TargetError(
			'changed',
			`${inTree} is no longer in git: somebody removed it${base === head ? '' : ` from ${branch} of ${remote}`}`,
			{
				hint: 'Put it back there, be it only `[]`, or take the target out of the config.',
			},
		);
	}
	const inWork = await git.try(['hash-object', '--', posix.basename(inTree)], call);
	const ids = [inWork.ok ? inWork.stdout.toString().trim() : undefined, (await versionIn(undefined, place))?.id];
	const isCurrent = ids.every(id => id === wanted.id);
	const known = [wanted.id, (await versionIn(head, place))?.id, isCurrent ? undefined : (await leftBehind(place))?.id];
	const strange = ids.filter(id => !known.includes(id));
	const passed = strange.length > 0 && head !== base ? await passedBy(head, base, place) : [];
	return {head, tip, base, isClean: strange.every(id => id !== undefined && passed.includes(id)), isCurrent};
};

/** Refuses to plan from a file that nobody else sees. */
export const ensureClean = ({isClean}: Standing, {inTree}: Place): void => {
	if (isClean) return;
	throw new TargetError('refused', `${inTree} has edits that are not committed`, {
		hint: `Commit them, or take them back (git checkout HEAD -- ${inTree}), then run again.`,
	});
};

/** Refuses to push what this checkout could not follow: a lock that a killed git has left would keep its branch or index behind, and the next commit here would take back what was pushed. */
export const ensureUnlocked = async ({git, call}: Place): Promise<void> => {
	const branch = await git.try(['symbolic-ref', '--quiet', 'HEAD'], call);
	const names = ['index', 'HEAD', ...(branch.ok ? [branch.stdout.toString().trim()] : [])];
	const paths = await git.run(['rev-parse', '--path-format=absolute', ...names.flatMap(name => ['--git-path', `${name}.lock`])], call);
	const held = (): string | undefined => paths.split('\n').find(path => existsSync(path));
	for (const wait of lockWaits) if (held() !== undefined) await sleep(wait, undefined, call).catch(() => {});
	throwIfStopped(call);
	const lock = held();
	if (lock !== undefined) throw lockedError(lock);
};
