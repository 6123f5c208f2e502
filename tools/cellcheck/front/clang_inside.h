// SPDX-License-Identifier: Apache-2.0
// clang_inside: what clang_*.cc share. They are the only files that look into clang's tree, and use what is inline in
// clang's headers and nothing else.
#pragma once
#include "tools/cellcheck/front/clang.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/Stmt.h"
#include "clang/AST/Type.h"

namespace front {

inline const clang::Stmt *Of(const struct node *node) {
  return reinterpret_cast<const clang::Stmt *>(node);
}

inline const struct node *Node(const clang::Stmt *stmt) {
  return reinterpret_cast<const struct node *>(stmt);
}

inline const clang::Decl *Of(const struct declaration *declaration) {
  return reinterpret_cast<const clang::Decl *>(declaration);
}

inline const struct declaration *Declaration(const clang::Decl *decl) {
  return reinterpret_cast<const struct declaration *>(decl);
}

inline const void *Opaque(clang::QualType type) {
  return type.getAsOpaquePtr();
}

inline clang::QualType Qualified(const void *type) {
  return clang::QualType::getFromOpaquePtr(type);
}

// Where the text of an expression or statement begins. clang's own function is not inline.
clang::SourceLocation Begin(const clang::Stmt *stmt);

enum operation Operation(clang::UnaryOperatorKind kind);
enum operation Operation(clang::BinaryOperatorKind kind);
enum conversion Conversion(clang::CastKind kind);

}  // namespace front
