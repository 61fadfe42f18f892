import type {Identity} from '../../model/identity.ts';
import {textsIn} from '../../model/json.ts';
import {sameText} from '../../model/key.ts';
import type {Valuer} from './value.ts';

const nobody: Identity = {
	slackId: 'U0PROBE',
	teamId: undefined,
	earlierIds: [],
	kind: 'person',
	deleted: false,
	forgotten: false,
	invited: false,
	external: false,
	guest: undefined,
	email: 'z-9@probe.invalid',
	emailConfirmed: true,
	name: 'Z',
	displayName: undefined,
	realName: undefined,
	firstName: undefined,
	lastName: undefined,
	title: undefined,
	phone: undefined,
	timezone: undefined,
	locale: undefined,
	admin: false,
	owner: false,
	groups: [],
	channels: [],
};

/** Two people who have nothing in common: one of whom Slack says as little as it may, and one of whom it says everything. */
const probes: readonly Identity[] = [
	nobody,
	{
		...nobody,
		slackId: 'U1PROBE',
		teamId: 'T1PROBE',
		email: 'The.Quick+Brown_Fox.Jumps-Over.The.Lazy.Dog.0123456789@Mail.Probe-Two.invalid',
		name: 'The Quick Brown Fox',
		displayName: 'quick',
		realName: 'Quick Brown Fox',
		firstName: 'Quick',
		lastName: 'Fox',
		title: 'Fox',
		phone: '+1 555 0100',
		timezone: 'Europe/Berlin',
		locale: 'en-GB',
		admin: true,
		owner: true,
		groups: ['foxes'],
	},
];

/** Whether a value of the config is a person's e-mail, in whatever way it is written: alone, or in a list or an object that holds no other one. It is asked for people who are made up. */
export const isEmailOf = (of: Valuer): boolean =>
	probes.every(probe => {
		try {
			const shown = textsIn(of(probe)).filter(text => text.includes('@'));
			return shown.length > 0 && shown.every(text => sameText(text, probe.email));
		} catch {
			// A function of the config may need what only real people have
			return false;
		}
	});
