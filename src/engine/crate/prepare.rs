//! Preparation of a guest's module for instances that are used again and again: what they could change outside of linear
//! memory is found out or made reachable, and what would be done anew at every instantiation is taken out.
//!
//! - Active data segments are removed; hako writes them, or an image that was taken later, into memory itself.
//! - The start function is exported instead of started.
//! - Mutable globals are exported.
//! - On demand, branches that go round a loop without anything having been written to memory get a store, so that code without
//!   interruption checks can be stopped by taking its memory away.
//!
//! Sections are copied byte for byte but where something changes.

use std::ops::Range;
use wasmparser::{
    BinaryReaderError, CodeSectionReader, ConstExpr, DataKind, ExternalKind, FunctionBody, Operator, Parser, Payload,
    ValType,
};

/// What is known about a module, and the module as it is to be compiled.
pub struct Prepared {
    /// Why an instance can serve one invocation only; empty when it can serve many.
    pub obstacle: String,
    pub mutable_globals: u32,
    pub has_start: bool,
    pub segments: Vec<Segment>,
    pub loops: u32,
    pub marks: u32,
    pub wasm: Vec<u8>,
}

/// An active data segment: `bytes` is a range of the original module.
pub struct Segment {
    pub address: u32,
    pub bytes: Range<usize>,
}

/// Export names that the preparation adds.
const GLOBAL_PREFIX: &str = "__hako_global_";
const START: &str = "__hako_start";
/// A global that a guest exports: the address of a byte that means nothing to it, for the stores in loops.
const SCRATCH: &str = "__hako_scratch";

type Result<T> = std::result::Result<T, BinaryReaderError>;

fn write_unsigned(out: &mut Vec<u8>, mut value: u32) {
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

fn write_signed(out: &mut Vec<u8>, mut value: i32) {
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if (value == 0 && low & 0x40 == 0) || (value == -1 && low & 0x40 != 0) {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

fn write_section(out: &mut Vec<u8>, id: u8, content: &[u8]) {
    out.push(id);
    write_unsigned(out, content.len() as u32);
    out.extend_from_slice(content);
}

fn constant_i32(expression: &ConstExpr) -> Option<i32> {
    let mut reader = expression.get_operators_reader();
    match (reader.read().ok()?, reader.read().ok()?) {
        (Operator::I32Const { value }, Operator::End) => Some(value),
        _ => None,
    }
}

/// What a first reading of the module finds.
#[derive(Default)]
struct Survey {
    imported_functions: u32,
    imported_globals: u32,
    globals: Vec<Global>,
    mutable: Vec<u32>,
    names: Vec<String>,
    scratch_global: Option<u32>,
    start: Option<u32>,
    memory_bytes: Option<u64>,
    segments: Vec<Segment>,
    obstacle: String,
}

struct Global {
    constant: Option<i32>,
}

impl Survey {
    fn obstruct(&mut self, reason: &str) {
        if self.obstacle.is_empty() {
            self.obstacle = reason.to_string();
        }
    }

    fn of(module: &[u8]) -> Result<Survey> {
        let mut survey = Survey::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        match import?.ty {
                            wasmparser::TypeRef::Func(_) => survey.imported_functions += 1,
                            wasmparser::TypeRef::Global(_) => survey.imported_globals += 1,
                            _ => {}
                        }
                    }
                }
                Payload::MemorySection(section) => {
                    for memory in section {
                        survey.memory_bytes = Some(memory?.initial.saturating_mul(65536));
                    }
                }
                Payload::GlobalSection(section) => {
                    for (index, global) in section.into_iter().enumerate() {
                        let global = global?;
                        if global.ty.mutable {
                            survey.mutable.push(survey.imported_globals + index as u32);
                            if matches!(global.ty.content_type, ValType::Ref(_)) {
                                survey.obstruct("a mutable global holds a reference");
                            }
                        }
                        survey.globals.push(Global { constant: constant_i32(&global.init_expr) });
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export?;
                        survey.names.push(export.name.to_string());
                        if export.name == SCRATCH && export.kind == ExternalKind::Global {
                            survey.scratch_global = Some(export.index);
                        }
                    }
                }
                Payload::StartSection { func, .. } => survey.start = Some(func),
                Payload::DataSection(section) => {
                    for data in section {
                        let data = data?;
                        let DataKind::Active { memory_index: 0, offset_expr } = &data.kind else {
                            survey.obstruct("a data segment isn't placed at the start");
                            continue;
                        };
                        let length = data.data.len();
                        match constant_i32(offset_expr) {
                            Some(address)
                                if u64::from(address as u32) + length as u64 <= survey.memory_bytes.unwrap_or(0) =>
                            {
                                survey.segments.push(Segment {
                                    address: address as u32,
                                    bytes: data.range.end - length..data.range.end,
                                });
                            }
                            _ => survey.obstruct("the place of a data segment isn't known ahead"),
                        }
                    }
                }
                Payload::CodeSectionEntry(body) => survey.read_code(&body)?,
                _ => {}
            }
        }
        if survey.names.is_empty() {
            survey.obstruct("nothing is exported");
        }
        if survey.names.iter().any(|name| name == START || name.starts_with(GLOBAL_PREFIX)) {
            survey.obstruct("an export has a name that hako needs");
        }
        Ok(survey)
    }

    fn read_code(&mut self, body: &FunctionBody) -> Result<()> {
        use Operator::*;
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            match reader.read()? {
                TableSet { .. } | TableGrow { .. } | TableFill { .. } | TableCopy { .. } | TableInit { .. } => {
                    self.obstruct("an instruction changes a table");
                }
                ElemDrop { .. } => self.obstruct("an instruction drops an element segment"),
                MemoryInit { .. } | DataDrop { .. } => self.obstruct("an instruction names a data segment"),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether an instruction certainly writes to linear memory, from the guest's own code.
fn stores(operator: &Operator) -> bool {
    use Operator::*;
    matches!(
        operator,
        I32Store { .. }
            | I64Store { .. }
            | F32Store { .. }
            | F64Store { .. }
            | I32Store8 { .. }
            | I32Store16 { .. }
            | I64Store8 { .. }
            | I64Store16 { .. }
            | I64Store32 { .. }
            | V128Store { .. }
    )
}

/// The paths through a function, as far as they write to memory. A path is followed with one flag for the function's entry
/// and one for each loop around the place: whether something was written since.
struct Paths<'a> {
    always_store: &'a [bool],
    frames: Vec<Frame>,
    open_loops: usize,
    state: Flags,
    returns: Flags,
    loops: u32,
    /// Offsets in the module of the instructions that need a store before them, ascending.
    marks: Vec<usize>,
}

/// Bit 0 stands for the function's entry, the others for the loops from the outermost on. Loops nested deeper than there
/// are bits count as never written in.
type Flags = u64;
const ALL: Flags = !0;
const DEEPEST: usize = 63;

struct Frame {
    kind: Kind,
    /// Flags that hold on every branch to the frame's end.
    leaving: Flags,
}

enum Kind {
    Block,
    If { entered_with: Flags },
    Loop { depth: usize },
}

impl<'a> Paths<'a> {
    fn follow(body: &FunctionBody, always_store: &'a [bool]) -> Result<Paths<'a>> {
        let mut paths = Paths {
            always_store,
            frames: vec![Frame { kind: Kind::Block, leaving: ALL }],
            open_loops: 0,
            state: 0,
            returns: ALL,
            loops: 0,
            marks: Vec::new(),
        };
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            let (operator, offset) = reader.read_with_offset()?;
            paths.step(&operator, offset);
        }
        paths.returns &= paths.state;
        Ok(paths)
    }

    /// Whether everything that returns from the function has written.
    fn always_stores(&self) -> bool {
        self.returns & 1 != 0
    }

    fn open(&mut self, kind: Kind) {
        self.frames.push(Frame { kind, leaving: ALL });
    }

    /// An instruction at `offset` that may go to the labels of these depths.
    fn branch(&mut self, depths: impl Iterator<Item = u32> + Clone, offset: usize) {
        let frames = self.frames.len();
        let targets = depths.filter_map(|depth| frames.checked_sub(1 + depth as usize));
        let goes_round = |target: usize| match self.frames[target].kind {
            Kind::Loop { depth } => depth > DEEPEST || self.state & (1 << depth) == 0,
            _ => false,
        };
        if targets.clone().any(goes_round) {
            self.marks.push(offset);
            self.state = ALL;
        }
        for target in targets {
            self.frames[target].leaving &= self.state;
        }
    }

    fn step(&mut self, operator: &Operator, offset: usize) {
        use Operator::*;
        match operator {
            Block { .. } => self.open(Kind::Block),
            If { .. } => self.open(Kind::If { entered_with: self.state }),
            Else => {
                let Some(frame) = self.frames.last_mut() else { return };
                frame.leaving &= self.state;
                if let Kind::If { entered_with } = frame.kind {
                    self.state = entered_with;
                    frame.kind = Kind::Block;
                }
            }
            Loop { .. } => {
                self.open_loops += 1;
                let depth = self.open_loops;
                if depth <= DEEPEST {
                    self.state &= !(1 << depth);
                }
                self.loops += 1;
                self.open(Kind::Loop { depth });
            }
            TryTable { try_table } => {
                use wasmparser::Catch::*;
                // Whatever is thrown inside arrives with at least what holds now.
                let labels = try_table.catches.iter().map(|catch| match catch {
                    One { label, .. } | OneRef { label, .. } | All { label } | AllRef { label } => *label,
                });
                self.branch(labels, offset);
                self.open(Kind::Block);
            }
            End => {
                let Some(frame) = self.frames.pop() else { return };
                match frame.kind {
                    Kind::Block => self.state &= frame.leaving,
                    Kind::If { entered_with } => self.state &= frame.leaving & entered_with,
                    Kind::Loop { .. } => self.open_loops -= 1,
                }
            }
            Br { relative_depth } => {
                self.branch(std::iter::once(*relative_depth), offset);
                self.state = ALL;
            }
            BrIf { relative_depth }
            | BrOnNull { relative_depth }
            | BrOnNonNull { relative_depth }
            | BrOnCast { relative_depth, .. }
            | BrOnCastFail { relative_depth, .. } => self.branch(std::iter::once(*relative_depth), offset),
            BrTable { targets } => {
                let depths: Vec<u32> = targets.targets().flatten().chain([targets.default()]).collect();
                self.branch(depths.into_iter(), offset);
                self.state = ALL;
            }
            Return | ReturnCall { .. } | ReturnCallIndirect { .. } | ReturnCallRef { .. } => {
                self.returns &= self.state;
                self.state = ALL;
            }
            Unreachable | Throw { .. } | ThrowRef => self.state = ALL,
            Call { function_index } => {
                if self.always_store.get(*function_index as usize).copied().unwrap_or(false) {
                    self.state = ALL;
                }
            }
            operator if stores(operator) => self.state = ALL,
            _ => {}
        }
    }
}

/// Functions that always write before they return, found in a few rounds: what calls one is one.
fn functions_that_store(bodies: &[FunctionBody], imported: u32) -> Result<Vec<bool>> {
    const ROUNDS: usize = 4;
    let mut known = vec![false; imported as usize + bodies.len()];
    for _ in 0..ROUNDS {
        let mut found = known.clone();
        for (index, body) in bodies.iter().enumerate() {
            found[imported as usize + index] = Paths::follow(body, &known)?.always_stores();
        }
        if found == known {
            break;
        }
        known = found;
    }
    Ok(known)
}

struct MarkedCode {
    section: Vec<u8>,
    loops: u32,
    marks: u32,
}

/// The code section with a store before every branch that needs one.
fn mark_loops(module: &[u8], section: CodeSectionReader, imported: u32, scratch: i32) -> Result<MarkedCode> {
    let bodies = section.into_iter().collect::<Result<Vec<_>>>()?;
    let always_store = functions_that_store(&bodies, imported)?;
    let mut store = vec![0x41]; // i32.const
    write_signed(&mut store, scratch);
    store.extend_from_slice(&[0x41, 0, 0x3a, 0, 0]); // i32.const 0, i32.store8
    let mut code = MarkedCode { section: Vec::new(), loops: 0, marks: 0 };
    write_unsigned(&mut code.section, bodies.len() as u32);
    let mut body_bytes = Vec::new();
    for body in &bodies {
        body_bytes.clear();
        let mut copied = body.range().start;
        let paths = Paths::follow(body, &always_store)?;
        code.loops += paths.loops;
        code.marks += paths.marks.len() as u32;
        for mark in paths.marks {
            body_bytes.extend_from_slice(&module[copied..mark]);
            body_bytes.extend_from_slice(&store);
            copied = mark;
        }
        body_bytes.extend_from_slice(&module[copied..body.range().end]);
        write_unsigned(&mut code.section, body_bytes.len() as u32);
        code.section.extend_from_slice(&body_bytes);
    }
    Ok(code)
}

fn exports_with_additions(original: &[u8], survey: &Survey) -> Vec<u8> {
    // The section is a count and the entries.
    let digits = original.iter().take_while(|byte| **byte & 0x80 != 0).count() + 1;
    let mut content = Vec::new();
    let added = survey.mutable.len() + usize::from(survey.start.is_some());
    write_unsigned(&mut content, (survey.names.len() + added) as u32);
    content.extend_from_slice(original.get(digits..).unwrap_or_default());
    let mut add = |name: &str, kind: u8, index: u32| {
        write_unsigned(&mut content, name.len() as u32);
        content.extend_from_slice(name.as_bytes());
        content.push(kind);
        write_unsigned(&mut content, index);
    };
    for (number, index) in survey.mutable.iter().enumerate() {
        add(&format!("{GLOBAL_PREFIX}{number}"), 3, *index);
    }
    if let Some(start) = survey.start {
        add(START, 0, start);
    }
    content
}

/// Prepares a valid module. With `mark`, loops get their stores, for which the guest has to export a scratch byte.
pub fn prepare(module: &[u8], mark: bool) -> Result<Prepared> {
    let mut survey = Survey::of(module)?;
    let scratch = survey
        .scratch_global
        .and_then(|index| index.checked_sub(survey.imported_globals))
        .and_then(|index| survey.globals.get(index as usize))
        .and_then(|global| global.constant);
    if mark && scratch.is_none() {
        survey.obstruct("no scratch byte is exported, so that loops can't be marked");
    }
    let mut prepared = Prepared {
        obstacle: String::new(),
        mutable_globals: 0,
        has_start: false,
        segments: Vec::new(),
        loops: 0,
        marks: 0,
        wasm: module[..8.min(module.len())].to_vec(),
    };
    let reusable = survey.obstacle.is_empty();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        match &payload {
            Payload::CodeSectionStart { range, .. } if mark && scratch.is_some() => {
                let reader = wasmparser::BinaryReader::new(&module[range.clone()], range.start);
                let code =
                    mark_loops(module, CodeSectionReader::new(reader)?, survey.imported_functions, scratch.unwrap_or(0))?;
                write_section(&mut prepared.wasm, 10, &code.section);
                (prepared.loops, prepared.marks) = (code.loops, code.marks);
            }
            Payload::ExportSection(section) if reusable => {
                let content = exports_with_additions(&module[section.range()], &survey);
                write_section(&mut prepared.wasm, 7, &content);
            }
            Payload::DataSection(_) | Payload::DataCountSection { .. } | Payload::StartSection { .. } if reusable => {}
            other => {
                if let Some((id, range)) = other.as_section() {
                    write_section(&mut prepared.wasm, id, &module[range]);
                }
            }
        }
    }
    if reusable {
        prepared.mutable_globals = survey.mutable.len() as u32;
        prepared.has_start = survey.start.is_some();
        prepared.segments = survey.segments;
    }
    prepared.obstacle = survey.obstacle;
    Ok(prepared)
}
