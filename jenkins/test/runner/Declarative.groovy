/** What every script is: names that it has not declared itself are steps and Jenkins' variables. */
abstract class PipelineScript extends Script {
	def methodMissing(String name, arguments) { Build.current.steps.call(name, arguments as List) }
	def propertyMissing(String name) { Build.current.variable(name) }
	def getProperty(String name) {
		if (name in ['binding', 'metaClass', 'class']) return super.getProperty(name)
		def own = super.binding
		own.hasVariable(name) ? own.getVariable(name) : Build.current.variable(name)
	}
	void pipeline(Closure content) { Section.fill(new Pipeline(), content).execute() }
	void println(Object text) { Build.current.say(text) }
	def sleep(Map step) { Build.current.steps.call('sleep', [step]) }
	void sleep(long seconds) { Build.current.steps.call('sleep', [seconds]) }
}

/** A part of a declarative pipeline. Only names that it has are resolved in it. */
class Section {
	static <T> T fill(T section, Closure content) {
		def filling = content.rehydrate(section, content.owner, content.thisObject)
		filling.resolveStrategy = Closure.DELEGATE_ONLY
		filling.call()
		section
	}

	/** Runs steps, or an expression made of them. */
	static Object steps(Closure content) {
		def build = Build.current
		def running = content.rehydrate(build.script, build.script, build.script)
		running.resolveStrategy = Closure.DELEGATE_FIRST
		running.call()
	}

	def propertyMissing(String name) { Build.current.variable(name) }
}

/** Takes down what stands in a section, as name and values. */
class Listing extends Section {
	List calls = []
	def methodMissing(String name, arguments) {
		calls << [name, arguments as List]
		[type: name, values: arguments as List]
	}
}

class EnvironmentSection {
	Map values = [:]
	void setProperty(String name, value) {
		values[name] = value?.toString()
		Build.current.scopes[-1][name] = values[name]
	}
	def getProperty(String name) { Build.current.variable(name) }
	def methodMissing(String name, arguments) {
		if (name != 'credentials') return Build.current.steps.call(name, arguments as List)
		Build.current.steps.secret((arguments as List)[0])
	}
}

class Post extends Section {
	Map<String, Closure> conditions = [:]
	def methodMissing(String name, arguments) { conditions[name] = (arguments as List)[0] }

	void fire(String where) {
		def build = Build.current
		Names.POST_ORDER.each { name ->
			def content = conditions[name]
			if (!content || !holds(name, build)) return
			build.say("[Pipeline] post $name of $where")
			try { steps(content) } catch (Throwable problem) {
				build.say("Error when executing $name post condition:")
				build.fail(problem)
			}
		}
	}

	private boolean holds(String name, Build build) {
		def now = build.currentResult
		def before = build.history ? build.history[-1].result : null
		switch (name) {
			case 'changed': return before != now
			case 'fixed': return now == 'SUCCESS' && before in ['FAILURE', 'UNSTABLE']
			case 'regression': return before != null && Build.RESULTS.indexOf(now) > Build.RESULTS.indexOf(before)
			case 'aborted': return now == 'ABORTED'
			case 'failure': return now == 'FAILURE'
			case 'success': return now == 'SUCCESS'
			case 'unstable': return now == 'UNSTABLE'
			case 'notBuilt': return now == 'NOT_BUILT'
			case 'unsuccessful': return now != 'SUCCESS'
			default: return true
		}
	}
}

class When extends Section {
	List<Closure> tests = []
	boolean isBeforeAgent
	def expression(Closure content) { tests << { steps(content) } }
	def branch(pattern) { tests << { (Build.current.visible().BRANCH_NAME ?: '').toString() ==~ (pattern instanceof Map ? pattern.pattern : pattern).replace('.', '\\.').replace('*', '.*') } }
	def environment(Map wanted) { tests << { Build.current.visible()[wanted.name]?.toString() == wanted.value } }
	def equals(Map wanted) { tests << { wanted.expected == wanted.actual } }
	def triggeredBy(cause) { tests << { (cause instanceof Map ? cause.cause : cause) == [timer: 'TimerTrigger', user: 'UserIdCause', upstream: 'UpstreamCause'][Build.current.options.cause] } }
	def buildingTag() { tests << { Build.current.visible().TAG_NAME != null } }
	def changeRequest(Object... ignored) { tests << { Build.current.visible().CHANGE_ID != null } }
	def not(Closure content) { def inner = fill(new When(), content); tests << { !inner.holds() } }
	def allOf(Closure content) { def inner = fill(new When(), content); tests << { inner.holds() } }
	def anyOf(Closure content) { def inner = fill(new When(), content); tests << { inner.tests.any { it() } } }
	def beforeAgent(boolean before) { isBeforeAgent = before }
	def beforeInput(boolean before) {}
	def beforeOptions(boolean before) {}
	boolean holds() { tests.every { it() } }
}

/** What a pipeline, a stage and a matrix have in common. */
abstract class Block extends Section {
	def agentSection
	Closure environmentSection, toolsSection
	List options = []
	Post postSection
	def propertyMissing(String name) { name in ['any', 'none'] ? name : Build.current.variable(name) }
	def agent(section) { agentSection = section instanceof Closure ? fill(new Listing(), section).calls : section }
	def environment(Closure content) { environmentSection = content }
	def tools(Closure content) { toolsSection = content }
	def options(Closure content) {
		options = fill(new Listing(), content).calls
		if (options.any { it[0] == 'skipDefaultCheckout' }) Build.current.skipsDefaultCheckout = true
	}
	def post(Closure content) { postSection = fill(new Post(), content) }

	/** Runs the content with the options around, on the agent, with the variables, in this order. */
	void inside(Closure content) {
		def build = Build.current
		def timeouts = options.findAll { it[0] == 'timeout' }
		Closure onAgent = agentSection == null || agentSection == 'none' ? content : { ->
			build.onAgent(agentSection == 'any' ? null : agentSection) {
				if (!build.skipsDefaultCheckout) build.checkout()
				content()
			}
		}
		Closure all = timeouts ? { -> build.steps.timeout(timeouts[0][1][0] as Map, onAgent) } : onAgent
		build.scoped([:]) { all() }
	}

	void variables() { if (environmentSection) fill(new EnvironmentSection(), environmentSection) }
}

class Stages extends Section {
	List<Stage> list = []
	def stage(String name, Closure content) {
		if (list.any { it.title == name }) throw new InvalidScript("two stages are called \"$name\"")
		list << fill(new Stage(title: name), content)
	}
}

class Stage extends Block {
	String title
	Closure stepsSection
	Stages sub, branches
	Matrix cells
	When condition
	Map question
	def steps(Closure content) { stepsSection = content }
	def stages(Closure content) { sub = fill(new Stages(), content) }
	def parallel(Closure content) { branches = fill(new Stages(), content) }
	def matrix(Closure content) { cells = fill(new Matrix(), content) }
	def when(Closure content) { condition = fill(new When(), content) }
	def input(Closure content) { question = fill(new Listing(), content).calls.collectEntries { [(it[0]): it[1][0]] } }
	def failFast(boolean ignored) {}

	void execute() {
		def build = Build.current
		if ([stepsSection, sub, branches, cells].count { it != null } != 1) throw new InvalidScript("the stage \"$title\" needs one of steps, stages, parallel and matrix")
		if (build.error) {
			build.say("Stage \"$title\" skipped due to earlier failure(s)")
			return
		}
		build.scoped([STAGE_NAME: title]) {
			if (condition?.isBeforeAgent && !isWanted()) return
			try {
				inside {
					if (!condition?.isBeforeAgent && !isWanted()) return
					build.say("[Pipeline] { ($title)")
					try {
						variables()
						if (question) build.steps.input(question, null)
						if (stepsSection) Section.steps(stepsSection)
						sub?.list?.each { it.execute() }
						if (branches) branch(branches.list.collect { stage -> { -> stage.execute() } })
						if (cells) branch(cells.all())
					} catch (Throwable problem) { build.fail(problem) }
					postSection?.fire("stage $title")
				}
			} catch (Throwable problem) { build.fail(problem) }
		}
	}

	private boolean isWanted() {
		if (!condition || condition.holds()) return true
		Build.current.say("Stage \"$title\" skipped due to when conditional")
		false
	}

	/** One after the other; the failure of one does not end the others, an abort does. */
	private void branch(List<Closure> all) {
		def build = Build.current
		def first = null
		all.each {
			if (build.isAborted) return
			build.error = null
			it()
			first = first ?: build.error
		}
		build.error = first
	}
}

class Axis extends Section {
	String axisName
	List axisValues = []
	def name(String text) { axisName = text }
	def values(Object... all) { axisValues = all as List }
}

class Axes extends Section {
	List<Axis> list = []
	def axis(Closure content) { list << fill(new Axis(), content) }
}

class Excludes extends Section {
	List<Axes> list = []
	def exclude(Closure content) { list << fill(new Axes(), content) }
}

class Matrix extends Block {
	Axes axesSection = new Axes()
	Excludes excludesSection = new Excludes()
	Closure stagesSection
	When condition
	def axes(Closure content) { fill(axesSection, content) }
	def excludes(Closure content) { fill(excludesSection, content) }
	def stages(Closure content) { stagesSection = content }
	def when(Closure content) { condition = fill(new When(), content) }

	List<Closure> all() {
		def cells = axesSection.list.inject([[:]]) { done, axis -> done.collectMany { cell -> axis.axisValues.collect { cell + [(axis.axisName): it.toString()] } } }
		cells.findAll { cell -> !excludesSection.list.any { it.list.every { axis -> cell[axis.axisName] in axis.axisValues } } }.collect { cell -> { -> run(cell) } }
	}

	private void run(Map cell) {
		def build = Build.current
		build.scoped(cell) {
			build.say("[Pipeline] { (Branch: Matrix - ${cell.collect { name, value -> "$name = '$value'" }.join(', ')})")
			inside {
				variables()
				if (condition && !condition.holds()) return
				fill(new Stages(), stagesSection).list.each { it.execute() }
				postSection?.fire("matrix cell $cell")
			}
		}
	}
}

class Parameters extends Section {
	def methodMissing(String type, arguments) {
		def parameter = (arguments as List)[0]
		def build = Build.current
		def given = build.options.parameters
		// Jenkins knows a job's parameters only after its first run
		if (build.options.firstRun) return
		def name = parameter.name
		def standard = type == 'choice' ? (parameter.choices instanceof List ? parameter.choices : parameter.choices.toString().readLines())[0] : type == 'booleanParam' ? !!parameter.defaultValue : parameter.defaultValue ?: ''
		def value = given.containsKey(name) ? given[name] : standard
		build.params[name] = type == 'booleanParam' ? value.toString() == 'true' : value.toString()
	}
}

class Pipeline extends Block {
	Stages all
	List triggerList = []
	def stages(Closure content) { all = fill(new Stages(), content) }
	def triggers(Closure content) { triggerList = fill(new Listing(), content).calls }
	def parameters(Closure content) { fill(new Parameters(), content) }
	def libraries(Closure content) {}

	void execute() {
		def build = Build.current
		if (!all?.list) throw new InvalidScript('the pipeline has no stages')
		if (agentSection == null) throw new InvalidScript('the pipeline has no agent')
		if (triggerList) build.say("Triggers: $triggerList")
		try {
			inside {
				try {
					variables()
					all.list.each { it.execute() }
				} catch (Throwable problem) { build.fail(problem) }
				postSection?.fire('pipeline')
			}
		} catch (Throwable problem) { build.fail(problem) }
	}
}
