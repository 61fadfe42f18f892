import {Option} from 'clipanion';

/** `--target`: of every command that has targets. */
export const targetOption = () =>
	Option.Array('--target', {description: 'NAME: only this target; may be repeated (default: all of the config)'});

/** `--from`: of every command that reads people. */
export const fromOption = () => Option.String('--from', {description: 'FILE: people of this snapshot; Slack is not read'});

/** `--max-age`: of every command that acts upon a snapshot. */
export const maxAgeOption = () =>
	Option.String('--max-age', {
		env: 'SLACK_IM_MAX_AGE',
		description: 'DURATION: refuse a snapshot older than this, as in 90m or 7d (default 24h; SLACK_IM_MAX_AGE)',
	});

/** `--insecure-http`: of every command that calls targets. */
export const insecureHttpOption = () =>
	Option.Boolean('--insecure-http', false, {
		description: 'allow plain http: to hosts other than this machine; secrets then travel unencrypted',
	});

/** `--allow`: of every command that plans or applies. */
export const allowOption = () =>
	Option.Array('--allow', {
		description:
			'GUARD=N: let this guard pass up to N operations, once: removals, updates, adoptions or privileged; NAME:removals=12 for one of several targets; may be repeated',
	});

/** `--person` of runs. */
export const personOption = () =>
	Option.String('--person', {description: 'PERSON: only this one, by e-mail or Slack id; guards still look at everybody'});

/** `--only` of runs. */
export const onlyOption = () =>
	Option.Array('--only', {
		description: 'VERB: only create, update, reactivate, deactivate or delete; the rest is reported as skipped; may be repeated',
	});

/** `--due-since`. */
export const dueSinceOption = () =>
	Option.String('--due-since', {
		description: 'TIME: only targets whose schedule has a tick after TIME (ISO, or milliseconds since 1970) and up to --due-until',
	});

/** `--due-until`. */
export const dueUntilOption = () =>
	Option.String('--due-until', {description: 'TIME: the end of that window, itself included (default: now)'});

/** `--lock-wait`. */
export const lockWaitOption = () =>
	Option.String('--lock-wait', '0', {
		env: 'SLACK_IM_LOCK_WAIT',
		description: 'SECONDS: wait so long for another run on the same target (default 0: refused at once, exit 5; SLACK_IM_LOCK_WAIT)',
	});

/** `--attr`, with an API_URL. */
export const attrOption = () =>
	Option.Array('--attr', {
		description:
			'NAME=VALUE: with API_URL: one more attribute, JSON if it parses, else text; may be repeated (default: userId, name, centerIds, roleGroupId)',
	});

/** `--header`, with an API_URL. */
export const headerOption = () =>
	Option.Array('--header', {description: 'NAME=VALUE: with API_URL: one more header, as in X-Attic-User=admin; may be repeated'});

/** `--all`, of what is printed. */
export const allOption = () =>
	Option.Boolean('--all', false, {description: 'print every change; else the first 20 of each kind, and a count'});

/** `--matched-by`. */
export const matchedByOption = () =>
	Option.Boolean('--matched-by', false, {description: 'say of every account by which key it was matched'});
