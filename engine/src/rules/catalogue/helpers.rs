//! Functions that rules share: the scripts of `lib/`.

use std::sync::Arc;

use crate::script::{self, ScriptError, ScriptFunction, Source, function};

/// The functions of all files of `lib/`.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// Each file with its functions.
    pub files: Vec<(Arc<Source>, Vec<ScriptFunction>)>,
}

impl Library {
    /// Reads the files; faulty ones are left out and reported.
    pub fn read(files: &[(String, String)], errors: &mut Vec<ScriptError>) -> Library {
        let mut library = Library::default();
        for (path, text) in files.iter().filter(|(path, _)| path.starts_with("lib/") && path.ends_with(".rhai")) {
            match script::read(path, text, &[]) {
                Ok((source, functions)) => {
                    let functions = library.accepted(&source, functions, errors);
                    library.files.push((source, functions));
                }
                Err(error) => errors.push(error),
            }
        }
        library
    }

    /// Those whose names are neither offered nor taken.
    fn accepted(&self, source: &Source, functions: Vec<ScriptFunction>, errors: &mut Vec<ScriptError>) -> Vec<ScriptFunction> {
        let mut accepted: Vec<ScriptFunction> = Vec::new();
        for helper in functions {
            let taken = self.find(&helper.name).is_some() || accepted.iter().any(|other| other.name == helper.name);
            if function(&helper.name).is_some() || taken {
                errors.push(ScriptError::at(source, helper.body.span, format!("the name `{}` is taken", helper.name)));
            } else {
                accepted.push(helper);
            }
        }
        accepted
    }

    /// A function and the file it stands in.
    pub fn find(&self, name: &str) -> Option<(&Arc<Source>, &ScriptFunction)> {
        self.files.iter().find_map(|(source, functions)| functions.iter().find(|helper| helper.name == name).map(|helper| (source, helper)))
    }
}
