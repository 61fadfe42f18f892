import {bot, person, startSlack, type SlackServer} from '@slack-im/sandbox';

/** Who is in the workspace from the start, by what becomes of them later. */
export const cast = {
	stay: ['ada', 'bob', 'cleo', 'dora', 'evan', 'finn', 'olga'],
	renamed: ['gina'],
	moved: ['hugo'],
	leave: ['iris', 'jack'],
	return: ['kate'],
	join: ['lena', 'mark', 'nora'],
} as const;

/** A person's Slack id, e-mail and name follow from a short name. */
export const slackIdOf = (name: string): string => `U0${name.toUpperCase()}001`;
/** One address is written with capitals, as people write them. */
export const emailOf = (name: string): string => (name === 'nora' ? 'Nora@Example.com' : `${name}@example.com`);
const fullName = (name: string): string => `${name[0]!.toUpperCase()}${name.slice(1)} Someone`;

const renamedTo = 'Gina Otherwise';
export const movedTo = 'hugo.elsewhere@example.com';

const start = [...cast.stay, ...cast.renamed, ...cast.moved, ...cast.leave, ...cast.return];

const member = (name: string) => ({id: slackIdOf(name), name: fullName(name), email: emailOf(name), title: `Agent ${name.toUpperCase()}`});

export const channel = 'C0TEAM0001';

/** Moments in the life of the workspace. `begun`: everybody who is there first. `away`: one has left for a while. `changed`: that one is back, and others joined, left, have another name or address. */
export type Moment = 'begun' | 'away' | 'changed';

const gather = (slack: SlackServer): void => {
	const members = slack
		.members()
		.filter(({deleted}) => !deleted)
		.map(({id}) => id);
	slack.setChannel({id: channel, name: 'team', members});
};

/** Lets the next moment come. */
export const advance = (slack: SlackServer, to: Exclude<Moment, 'begun'>): void => {
	if (to === 'away') for (const name of cast.return) slack.leave(slackIdOf(name));
	else {
		for (const name of cast.return) slack.comeBack(slackIdOf(name));
		for (const name of cast.join) slack.join(member(name));
		for (const name of cast.leave) slack.leave(slackIdOf(name));
		for (const name of cast.renamed) slack.rename(slackIdOf(name), {name: renamedTo});
		for (const name of cast.moved) slack.changeEmail(slackIdOf(name), movedTo);
	}
	gather(slack);
};

/** Starts the workspace at a moment. It shows its people in pages of six. */
export const startWorkspace = async (at: Moment): Promise<SlackServer> => {
	const people = [...start.map(name => person(member(name))), bot({id: 'U0B0TSLIM1', name: 'slack-im'})];
	const slack = await startSlack({people, limits: {page: 6, unpaged: 6}});
	gather(slack);
	if (at !== 'begun') advance(slack, 'away');
	if (at === 'changed') advance(slack, 'changed');
	return slack;
};
