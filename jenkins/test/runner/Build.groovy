import groovy.json.JsonOutput
import groovy.json.JsonSlurperClassic
import org.codehaus.groovy.control.CompilerConfiguration
import org.codehaus.groovy.control.MultipleCompilationErrorsException
import org.codehaus.groovy.control.customizers.ImportCustomizer
import org.codehaus.groovy.control.messages.ExceptionMessage

/** A step that ends the build as FAILURE. */
class AbortException extends Exception {
	AbortException(Object message) { super(message.toString()) }
}

/** The end of a build that was aborted, rejected or timed out, or that another build's result is taken over from. */
class Interrupted extends Exception {
	final String result
	Interrupted(Object message, String result = 'ABORTED') {
		super(message.toString())
		this.result = result
	}
}

@interface Library { String[] value() default []; boolean changelog() default true }
@interface NonCPS {}

/** One build of one job: what was given to it, where it stands, and what came of it. */
class Build {
	static final List RESULTS = ['SUCCESS', 'UNSTABLE', 'FAILURE', 'NOT_BUILT', 'ABORTED']
	static final Map CAUSES = [timer: ['hudson.triggers.TimerTrigger$TimerTriggerCause', 'Started by timer'], user: ['hudson.model.Cause$UserIdCause', 'Started by user Kim'], upstream: ['hudson.model.Cause$UpstreamCause', 'Started by upstream project']]
	private static final InheritableThreadLocal<Build> RUNNING = new InheritableThreadLocal<Build>()

	/** The build of this thread: several may run at a time, each with a home of its own. */
	static Build getCurrent() { RUNNING.get() }

	/** As given on the command line; see Main. */
	Map options
	File home, archive
	List<File> workspaces = [], folders = []
	Map<String, Object> params = [:]
	/** What `env.X = …` sets, for the rest of the build. */
	Map<String, Object> assigned = [:]
	/** Variables of stages, matrix cells, `withEnv` and credentials, innermost last. */
	List<Map<String, Object>> scopes = []
	List<Map> secrets = []
	Map<String, Map<String, byte[]>> stashes = [:]
	Map<String, Script> libraryScripts = [:]
	List<String> log = []
	List<Map> mails = [], started = [], inputs = []
	/** Deadlines of `timeout` steps around, in milliseconds of System.nanoTime. */
	List<Long> deadlines = []
	Long abortAt
	boolean isAborted
	/** The first error of a stage: later stages are skipped. */
	Throwable error
	Report report
	Throwable cause
	String result, description, displayName
	Script script
	CompilerConfiguration configuration
	Steps steps
	List<Map> history = []
	boolean skipsDefaultCheckout
	int agents

	Build(Map options) {
		this.options = options
		home = new File(options.home).canonicalFile
		home.mkdirs()
		if (options.history && new File(options.history).exists()) history = new JsonSlurperClassic().parse(new File(options.history), 'UTF-8') as List
		archive = new File(home, "builds/$number/archive")
		new File(home, "builds/$number").deleteDir()
		displayName = "#$number"
		steps = new Steps(this)
		// A job's own; a declarative pipeline adds its defaults
		if (!options.firstRun) params.putAll(options.parameters)
		if (options.abortAfter != null && !options.abortAt) abortAt = System.nanoTime() + (options.abortAfter as BigDecimal) * 1_000_000_000L as long
		configuration = new CompilerConfiguration(scriptBaseClass: 'PipelineScript')
		def imports = new ImportCustomizer()
		imports.addImports('Library', 'NonCPS')
		configuration.addCompilationCustomizers(imports, new Validator(libraryFiles().keySet(), options.libraries.keySet()))
	}

	int getNumber() { (history ? history[-1].number as int : 0) + 1 }
	long getStart() { options.now != null ? options.now as long : System.currentTimeMillis() }
	String getCurrentResult() { result ?: 'SUCCESS' }

	/** A result only ever gets worse. */
	void worsen(String other) {
		if (!(other in RESULTS)) throw new AbortException("there is no result $other")
		if (RESULTS.indexOf(other) > RESULTS.indexOf(currentResult)) result = other
	}

	void fail(Throwable problem) {
		error = error ?: problem
		if (options.trace) problem.printStackTrace()
		def place = problem instanceof AbortException || problem instanceof Interrupted ? null : problem.stackTrace.find { it.fileName in [scriptName] + libraryFiles().values()*.name }
		say("ERROR: ${place ? "$place.fileName: $place.lineNumber: " : ''}${problem instanceof AbortException || problem instanceof Interrupted || problem instanceof InvalidScript ? problem.message : problem}")
		worsen(problem instanceof Interrupted ? problem.result : 'FAILURE')
	}

	/** Writes to the log; values of credentials are masked unless that is switched off. */
	synchronized void say(Object line) {
		def text = line.toString()
		if (!options.noMasking) options.credentials.values().each { if (it.size() > 2) text = text.replace(it, '****') }
		log << text
		if (!options.quiet) println text
		if (options.abortAt && abortAt == null && text.contains(options.abortAt)) abortAt = System.nanoTime() + ((options.abortAfter ?: 0) as BigDecimal) * 1_000_000_000L as long
	}

	/** Why the step that runs has to end now, if it has to. */
	String interruption() {
		if (abortAt != null && !isAborted && System.nanoTime() > abortAt) {
			isAborted = true
			return 'Aborted by Kim'
		}
		deadlines.any { System.nanoTime() > it } ? 'Timeout has been exceeded' : null
	}

	void checkTime() {
		def why = interruption()
		if (why) throw new Interrupted(why)
	}

	// The agent

	/** Runs something on an agent: in a new workspace, so that nothing comes from another one but by `stash`. */
	Object onAgent(Object label, Closure body) {
		def workspace = new File(home, "workspace/$number-${++agents}")
		workspace.deleteDir()
		workspace.mkdirs()
		if (options.leftover) copyTree(new File(options.leftover), workspace)
		say("Running on ${label ?: 'any agent'} in ${workspace.name}")
		workspaces << workspace
		def outer = folders
		folders = [workspace]
		scopes << [WORKSPACE: workspace.path, NODE_NAME: 'agent-1', HOME: home.path]
		try { return body() } finally {
			scopes.remove(scopes.size() - 1)
			folders = outer
			workspaces.remove(workspaces.size() - 1)
		}
	}

	File folder() {
		if (!folders) throw new AbortException('Required context class hudson.FilePath is missing\nPerhaps you forgot to surround the step with one that provides this, such as: node')
		folders[-1]
	}

	void checkout() {
		if (options.scm == 'unreachable') throw new AbortException("Error cloning remote repo 'origin'")
		if (options.scm) copyTree(new File(options.scm), folder())
	}

	static void copyTree(File from, File to) {
		def code = new ProcessBuilder('cp', '-a', from.path + '/.', to.path).start().waitFor()
		if (code != 0) throw new IOException("$from cannot be copied")
	}

	Map<String, Object> visible() {
		def all = [BUILD_NUMBER: number as String, BUILD_ID: number as String, JOB_NAME: options.job, JOB_BASE_NAME: options.job.tokenize('/')[-1], BUILD_TAG: "jenkins-$number".toString(), BUILD_URL: "http://jenkins/job/$options.job/$number/".toString(), JENKINS_URL: 'http://jenkins/', CI: 'true'] + options.env
		all += params.findAll { it.value != null } + assigned
		scopes.each { all += it }
		secrets.each { all += it }
		all
	}

	Map<String, String> processEnv() {
		def all = visible()
		['PATH', 'LANG', 'TZ'].each { if (!all.containsKey(it) && System.getenv(it)) all[it] = System.getenv(it) }
		all.findAll { it.value != null }.collectEntries { key, value -> [(key as String): value.toString()] }
	}

	Object scoped(Map more, Closure body) {
		scopes << more
		try { return body() } finally { scopes.remove(scopes.size() - 1) }
	}

	// The scripts

	Map<String, File> libraryFiles() {
		options.libraries.values().collectMany { new File(it as String, 'vars').listFiles()?.findAll { it.name.endsWith('.groovy') } ?: [] }.collectEntries { [(it.name - '.groovy'): it] }
	}

	Script libraryScript(String name) {
		libraryScripts.computeIfAbsent(name) { parse(libraryFiles()[name]) }
	}

	Script parse(File file) {
		try {
			return new GroovyShell(this.class.classLoader, new Binding(), configuration).parse(file.getText('UTF-8'), file.name)
		} catch (MultipleCompilationErrorsException problem) {
			def ours = problem.errorCollector.errors.findResult { it instanceof ExceptionMessage && it.cause instanceof InvalidScript ? it.cause : null }
			throw ours ?: new InvalidScript(problem.message)
		}
	}

	String getScriptName() { new File(options.script).name }

	/** Anything that a script may name without having declared it. */
	Object variable(String name) {
		switch (name) {
			case 'env': return new EnvVariable()
			case 'params': return params
			case 'scm': return [:]
			case 'currentBuild': return new RunView(this, null)
		}
		if (libraryFiles().containsKey(name)) return libraryScript(name)
		def all = visible()
		if (all.containsKey(name)) return all[name]
		throw new MissingPropertyException(name, Script)
	}

	/** Runs the script to its end, whatever happens. */
	Map run() {
		RUNNING.set(this)
		try {
			script = parse(new File(options.script))
			script.run()
		} catch (Throwable problem) { fail(problem) }
		say("Finished: $currentResult")
		remember()
		[result: currentResult, number: number, description: description, log: log, mails: mails, started: started, inputs: inputs, archived: archive.directory ? Globs.find(archive, '**') : [], archive: archive.path, agents: agents,
			tests: report ? [total: report.total, failed: report.failed, skipped: report.skipped, failures: report.failures] : null, failingSince: failingSince]
	}

	/** By case: the first build of those without a gap that it failed in. The junit plugin looks at one build before: the last that has a report. */
	Map getFailingSince() {
		if (!report) return null
		def before = history.reverse().find { it.failingSince != null }?.failingSince ?: [:]
		report.failures.collectEntries { [(it): before[it] ?: number] }
	}

	private void remember() {
		if (!options.history) return
		def entry = [number: number, cause: options.cause, result: currentResult, start: start, description: description, failingSince: failingSince]
		new File(options.history).setText(JsonOutput.toJson(history + [entry]), 'UTF-8')
	}
}

/** `env` */
class EnvVariable {
	Object getProperty(String name) { Build.current.visible()[name]?.toString() }
	void setProperty(String name, Object value) { Build.current.assigned[name] = value?.toString() }
}

/** `currentBuild`, and the builds before it. */
class RunView {
	private final Build build
	private final Map past
	/** What of a RunWrapper the sandbox lets a pipeline read. */
	static final Set READABLE = Names.keys('number result currentResult displayName fullDisplayName description absoluteUrl startTimeInMillis timeInMillis duration durationString previousBuild buildCauses projectName fullProjectName id keepLog')

	RunView(Build build, Map past) {
		this.build = build
		this.past = past
	}

	Object getProperty(String name) {
		if (!(name in READABLE)) throw new MissingPropertyException(name, RunView)
		def index = past ? build.history.indexOf(past) : build.history.size()
		switch (name) {
			case 'previousBuild': return index > 0 ? new RunView(build, build.history[index - 1]) : null
			case 'buildCauses': return getBuildCauses()
			case 'number': return past ? past.number : build.number
			case 'id': return "${past ? past.number : build.number}".toString()
			case 'result': return past ? past.result : build.result
			case 'currentResult': return past ? past.result : build.currentResult
			case 'description': return past ? past.description : build.description
			case 'displayName': return past ? "#$past.number".toString() : build.displayName
			case 'fullDisplayName': return "$build.options.job #${past ? past.number : build.number}".toString()
			case 'absoluteUrl': return "http://jenkins/job/$build.options.job/${past ? past.number : build.number}/".toString()
			case ['startTimeInMillis', 'timeInMillis']: return past ? past.start as long : build.start
			case ['projectName', 'fullProjectName']: return build.options.job
			case 'durationString': return '1 sec'
			default: return 0
		}
	}

	void setProperty(String name, Object value) {
		if (past) throw new AbortException('only the build that runs can be changed')
		switch (name) {
			case 'result': build.worsen(value.toString()); break
			case 'description': build.description = value?.toString(); break
			case 'displayName': build.displayName = value.toString(); break
			case 'keepLog': break
			default: throw new MissingPropertyException(name, RunView)
		}
	}

	List<Map> getBuildCauses(String type = null) {
		def cause = (past ? past.cause : build.options.cause) as String
		def (name, text) = Build.CAUSES[cause]
		type == null || type == name ? [[_class: name, shortDescription: text]] : []
	}
}
