import {createHash} from 'node:crypto';
import {existsSync} from 'node:fs';
import {basename} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

import {type Call, TargetError} from '@slack-im/core';

import {throwIfStopped} from '../stopped.ts';
import type {Log} from '../type.ts';
import {type Git, gitError, isOld, lockedError, lockWaits} from './git-command.ts';

/** A file in a repository, and all that working on it takes. */
export interface Place {
	/** Runs in the file's folder. */
	readonly git: Git;
	/** Of the file itself, not of a link to it. */
	readonly path: string;
	/** The file's path from the top of the repository. */
	readonly inTree: string;
	/** Where it is pushed to; undefined where it is not. */
	readonly branch: string | undefined;
	readonly remote: string;
	/** Nothing that git keeps for the user is written, not even where it last saw the remote. */
	readonly readOnly: boolean;
	readonly log: Log;
	readonly call: Call;
}

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

/** The id of the file's content in a commit, or (without one) in the index. */
const idIn = async (commit: string, {git, path, call}: Place): Promise<string | undefined> => {
	const found = await git.try(['rev-parse', '--quiet', '--verify', `${commit}:./${basename(path)}`], call);
	return found.ok ? found.stdout.toString().trim() : undefined;
};

/** The file of a commit, as it would be in the work tree. */
export const contentIn = async (commit: string, {git, inTree, call}: Place): Promise<Buffer> => {
	const content = await git.try(['cat-file', '--filters', `${commit}:${inTree}`], call);
	if (!content.ok) throw gitError('cat-file', content);
	return content.stdout;
};

/** A ref of our own: the remote's branch as it was fetched last, or, where nothing is pushed, the last commit that was made. FETCH_HEAD is everybody's, another run beside this one would write over it. */
export const ownRef = ({remote, branch, inTree}: Place): string => {
	const name = branch === undefined ? inTree : `${remote}\n${branch}`;
	return `refs/slack-im/${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
};

/** Fetches the branch. Undefined where the remote has no such branch. */
export const fetchTip = async (place: Place): Promise<string | undefined> => {
	const {git, remote, branch, readOnly, call} = place;
	const options = ['--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', ...(readOnly ? ['--refmap='] : [])];
	const fetched = await git.try(['fetch', ...options, remote, `+refs/heads/${branch}:${ownRef(place)}`], call);
	if (fetched.ok) return git.run(['rev-parse', ownRef(place)], call);
	if (/couldn't find remote ref/i.test(fetched.stderr)) return undefined;
	throw gitError('fetch', fetched);
};

/**
What the next commit goes on top of. That is the remote's branch; commits of this checkout that change nothing but the file are taken along, those that do not change it at all are left alone. Whatever else cannot be brought together without a decision, and is refused.
*/
const baseOf = async (head: string, tip: string, place: Place): Promise<string> => {
	if (head === tip) return tip;
	const {git, inTree, branch, remote, call} = place;
	const found = await git.try(['merge-base', head, tip], call);
	const fork = found.ok ? found.stdout.toString().trim() : undefined;
	const here = await idIn(head, place);
	if (fork === head || here === (await idIn(tip, place)) || (fork !== undefined && here === (await idIn(fork, place)))) return tip;
	if (fork !== tip) {
		throw new TargetError('refused', `${branch} and that of ${remote} have gone apart: both have changed ${inTree}`, {
			hint: `Bring them together (git pull --rebase ${remote} ${branch}, then git push), or take back the commits here, then run again.`,
		});
	}
	const differing = await git.run(['diff', '--name-only', '--no-renames', '-z', tip, head], call);
	const other = differing.split('\0').find(name => name !== '' && name !== inTree);
	if (other === undefined) return head;
	throw new TargetError('refused', `${branch} has commits that ${remote} lacks, which change ${inTree} and ${other}`, {
		hint: `Push them (git push ${remote} ${branch}), or take them back, then run again.`,
	});
};

/** What the file is in commits that the checkout has not come to: a run that was killed on the way has left one of these. */
const idsAhead = async (head: string, place: Place): Promise<readonly string[]> => {
	const {git, path, call} = place;
	const range = ['--raw', '--no-abbrev', '--no-renames', '--format=', `${head}..${ownRef(place)}`];
	const log = await git.try(['log', ...range, '--', basename(path)], call);
	return [...log.stdout.toString().matchAll(/^:\d+ \d+ [0-9a-f]+ ([0-9a-f]+) /gm)].map(([, id = '']) => id);
};

/** Compares the checkout with its remote. Only objects and a ref of our own are written. */
export const lookAt = async (place: Place): Promise<Standing> => {
	const {git, path, inTree, branch, remote, call} = place;
	const head = await git.run(['rev-parse', 'HEAD'], call);
	const tip = branch === undefined ? undefined : await fetchTip(place);
	const base = tip === undefined ? head : await baseOf(head, tip, place);
	const wanted = await idIn(base, place);
	if (wanted === undefined) {
		throw new TargetError(
			'changed',
			`${inTree} is no longer in git: somebody removed it${base === head ? '' : ` from ${branch} of ${remote}`}`,
			{hint: 'Put it back there, be it only `[]`, or take the target out of the config.'},
		);
	}
	const inWork = await git.try(['hash-object', '--', basename(path)], call);
	const ids = [inWork.ok ? inWork.stdout.toString().trim() : undefined, await idIn('', place)];
	const isCurrent = ids.every(id => id === wanted);
	const known = isCurrent ? ids : [wanted, await idIn(head, place), ...(await idsAhead(head, place))];
	return {head, tip, base, isClean: ids.every(id => id !== undefined && known.includes(id)), isCurrent};
};

/** Refuses to push what this checkout could not follow: a lock that a killed git has left would keep its index or a branch behind, and the next commit here would take back what was pushed. A young lock is waited for. */
export const ensureUnlocked = async ({git, remote, branch, call}: Place): Promise<void> => {
	const current = await git.try(['symbolic-ref', '--quiet', 'HEAD'], call);
	const names = ['index', 'HEAD', `refs/remotes/${remote}/${branch}`, ...(current.ok ? [current.stdout.toString().trim()] : [])];
	const paths = await git.run(['rev-parse', '--path-format=absolute', ...names.flatMap(name => ['--git-path', `${name}.lock`])], call);
	for (const wait of [...lockWaits, undefined]) {
		throwIfStopped(call);
		const lock = paths.split('\n').find(path => existsSync(path));
		if (lock === undefined) return;
		if (wait === undefined || isOld(lock)) throw lockedError(lock);
		await sleep(wait, undefined, call).catch(() => {});
	}
};
