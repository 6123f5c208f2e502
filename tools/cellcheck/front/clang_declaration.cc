// SPDX-License-Identifier: Apache-2.0
// clang_declaration: declarations, types, attributes, and the cursors that libclang's functions take.
#include "tools/cellcheck/front/clang_inside.h"

using namespace clang;
using namespace front;

namespace {

int64_t Number(const llvm::APInt &value) {
  return static_cast<int64_t>(value.getRawData()[0]);
}

int64_t Signed(const llvm::APInt &value, bool is_signed) {
  unsigned bits = value.getBitWidth();
  int64_t number = Number(value);
  if (is_signed && bits < 64)
    number = static_cast<int64_t>(static_cast<uint64_t>(number) << (64 - bits)) >> (64 - bits);
  return number;
}

enum type_class Class(const BuiltinType *type) {
  switch (type->getKind()) {
  case BuiltinType::Void: return CLASS_VOID;
  case BuiltinType::Bool: return CLASS_BOOL;
  case BuiltinType::NullPtr: return CLASS_NULL;
  default: break;
  }
  if (type->isInteger()) return CLASS_INTEGER;
  if (type->isFloatingPoint()) return CLASS_FLOAT;
  return CLASS_OTHER;
}

}  // namespace

void declaration_read(const struct declaration *declaration, struct declaration_view *view) {
  const Decl *decl = Of(declaration);
  *view = {};
  view->has_attributes = decl->hasAttrs();
  view->is_implicit = decl->isImplicit();
  view->at = decl->getLocation().getRawEncoding();
  view->canonical = Declaration(decl->getCanonicalDecl());
  view->name = "";
  Decl::Kind kind = decl->getKind();
  if (kind >= Decl::firstNamed && kind <= Decl::lastNamed) {
    if (const IdentifierInfo *name = static_cast<const NamedDecl *>(decl)->getIdentifier())
      view->name = name->getNameStart();
  }
  if (kind >= Decl::firstValue && kind <= Decl::lastValue)
    view->type = Opaque(static_cast<const ValueDecl *>(decl)->getType());
  switch (kind) {
  case Decl::Function: {
    auto *function = static_cast<const FunctionDecl *>(decl);
    view->kind = DECLARATION_FUNCTION;
    view->is_static = function->getStorageClass() == SC_Static;
    view->is_extern = function->getStorageClass() == SC_Extern;
    view->is_inline = function->isInlineSpecified();
    view->has_body = function->doesThisDeclarationHaveABody();
    break;
  }
  case Decl::ParmVar: view->kind = DECLARATION_PARAMETER; break;
  case Decl::Var: {
    auto *variable = static_cast<const VarDecl *>(decl);
    view->kind = DECLARATION_VARIABLE;
    view->is_static = variable->getStorageClass() == SC_Static;
    view->is_extern = variable->getStorageClass() == SC_Extern;
    view->is_thread = variable->getTSCSpec() != TSCS_unspecified;
    bool is_inside = variable->getDeclContext()->isFunctionOrMethod();
    view->is_static |= !is_inside && variable->isConstexpr();
    view->is_static_local = is_inside && !view->is_extern && (view->is_static || view->is_thread);
    view->is_local = is_inside && !view->is_extern && !view->is_static_local;
    break;
  }
  case Decl::Field:
    view->kind = DECLARATION_FIELD;
    view->is_bit_field = static_cast<const FieldDecl *>(decl)->isBitField();
    break;
  case Decl::IndirectField: view->kind = DECLARATION_INDIRECT; break;
  case Decl::Record:
    view->kind = DECLARATION_RECORD;
    view->is_union = static_cast<const RecordDecl *>(decl)->isUnion();
    view->is_complete = static_cast<const RecordDecl *>(decl)->isCompleteDefinition();
    break;
  case Decl::Enum:
    view->kind = DECLARATION_ENUM;
    view->is_complete = static_cast<const EnumDecl *>(decl)->isCompleteDefinition();
    break;
  case Decl::EnumConstant: {
    const llvm::APSInt value = static_cast<const EnumConstantDecl *>(decl)->getInitVal();
    view->kind = DECLARATION_ENUMERATOR;
    view->number = Signed(value, value.isSigned());
    break;
  }
  case Decl::Typedef:
    view->kind = DECLARATION_TYPE;
    view->type = Opaque(static_cast<const TypedefDecl *>(decl)->getUnderlyingType());
    break;
  default: break;
  }
}

const struct node *declaration_body(const struct declaration *declaration) {
  return Node(Of(declaration)->getBody());
}

const struct declaration *declaration_first(const struct declaration *declaration) {
  const Decl *decl = Of(declaration);
  const DeclContext *context = nullptr;
  if (decl->getKind() == Decl::TranslationUnit) context = static_cast<const TranslationUnitDecl *>(decl);
  if (decl->getKind() == Decl::Record) context = static_cast<const RecordDecl *>(decl);
  if (decl->getKind() == Decl::Enum) context = static_cast<const EnumDecl *>(decl);
  if (context == nullptr) return nullptr;
  return Declaration(*context->noload_decls_begin());
}

const struct declaration *declaration_next(const struct declaration *declaration) {
  return Declaration(Of(declaration)->getNextDeclInContext());
}

const void *type_canonical(const void *type) {
  return Opaque(Qualified(type).getCanonicalType());
}

void type_read(const void *opaque, struct type_view *view) {
  QualType canonical = Qualified(opaque).getCanonicalType();
  const Qualifiers qualifiers = canonical.getLocalQualifiers();
  const clang::Type *type = canonical.getTypePtr();
  *view = {};
  view->is_const = qualifiers.hasConst();
  view->is_volatile = qualifiers.hasVolatile();
  view->other_qualifiers = (qualifiers.hasRestrict() ? 1u : 0u) | static_cast<uint32_t>(qualifiers.getAddressSpace())
                                                                      << 1;
  view->plain = Opaque(canonical.getLocalUnqualifiedType());
  switch (type->getTypeClass()) {
  case clang::Type::Builtin:
    view->kind = Class(static_cast<const BuiltinType *>(type));
    view->is_signed = static_cast<const BuiltinType *>(type)->isSignedInteger();
    break;
  case clang::Type::BitInt:
    view->kind = CLASS_INTEGER;
    view->is_signed = static_cast<const BitIntType *>(type)->isSigned();
    view->count = static_cast<const BitIntType *>(type)->getNumBits();
    break;
  case clang::Type::Enum: view->kind = CLASS_ENUM; break;
  case clang::Type::Record: view->kind = CLASS_RECORD; break;
  case clang::Type::Pointer:
    view->kind = CLASS_POINTER;
    view->to = Opaque(static_cast<const PointerType *>(type)->getPointeeType());
    break;
  case clang::Type::ConstantArray:
    view->kind = CLASS_ARRAY;
    view->count = static_cast<const ConstantArrayType *>(type)->getZExtSize();
    break;
  case clang::Type::IncompleteArray: view->kind = CLASS_OPEN_ARRAY; break;
  case clang::Type::VariableArray:
    view->kind = CLASS_VARIABLE_ARRAY;
    view->length = Node(static_cast<const VariableArrayType *>(type)->getSizeExpr());
    break;
  case clang::Type::FunctionProto: {
    auto *function = static_cast<const FunctionProtoType *>(type);
    view->kind = CLASS_FUNCTION;
    view->to = Opaque(function->getReturnType());
    view->count = function->getNumParams();
    view->is_variadic = function->isVariadic();
    view->is_noreturn = function->getNoReturnAttr();
    view->has_prototype = true;
    break;
  }
  case clang::Type::FunctionNoProto:
    view->kind = CLASS_FUNCTION;
    view->to = Opaque(static_cast<const clang::FunctionType *>(type)->getReturnType());
    view->is_variadic = true;
    view->is_noreturn = static_cast<const clang::FunctionType *>(type)->getNoReturnAttr();
    break;
  case clang::Type::Vector:
  case clang::Type::ExtVector:
    view->kind = CLASS_VECTOR;
    view->to = Opaque(static_cast<const VectorType *>(type)->getElementType());
    view->count = static_cast<const VectorType *>(type)->getNumElements();
    break;
  case clang::Type::Complex:
    view->kind = CLASS_COMPLEX;
    view->to = Opaque(static_cast<const ComplexType *>(type)->getElementType());
    break;
  case clang::Type::Atomic:
    view->kind = CLASS_ATOMIC;
    view->to = Opaque(static_cast<const AtomicType *>(type)->getValueType());
    break;
  default: view->kind = CLASS_OTHER; break;
  }
  if (view->kind == CLASS_ARRAY || view->kind == CLASS_OPEN_ARRAY || view->kind == CLASS_VARIABLE_ARRAY) {
    QualType element = static_cast<const clang::ArrayType *>(type)->getElementType();
    view->to = Opaque(element.withFastQualifiers(qualifiers.getFastQualifiers()));
  }
}

const void *type_parameter(const void *type, uint32_t i) {
  return Opaque(
      static_cast<const FunctionProtoType *>(Qualified(type).getCanonicalType().getTypePtr())->getParamType(i));
}

void attribute_read(CXCursor cursor, struct attribute *attribute) {
  auto *attr = static_cast<const Attr *>(cursor.data[1]);
  *attribute = {};
  if (attr == nullptr) return;
  attribute->is_inherited = attr->isInherited();
  attribute->at = attr->getLocation().getRawEncoding();
  switch (attr->getKind()) {
  case attr::Annotate: {
    llvm::StringRef text = static_cast<const AnnotateAttr *>(attr)->getAnnotation();
    attribute->kind = ATTRIBUTE_ANNOTATE;
    attribute->text = text.data();
    attribute->length = text.size();
    break;
  }
  case attr::Section: {
    llvm::StringRef text = static_cast<const SectionAttr *>(attr)->getName();
    attribute->kind = ATTRIBUTE_SECTION;
    attribute->text = text.data();
    attribute->length = text.size();
    break;
  }
  case attr::Cleanup:
    attribute->kind = ATTRIBUTE_CLEANUP;
    attribute->function = Declaration(static_cast<const CleanupAttr *>(attr)->getFunctionDecl());
    break;
  case attr::NoReturn:
  case attr::C11NoReturn:
  case attr::CXX11NoReturn: attribute->kind = ATTRIBUTE_NORETURN; break;
  case attr::Visibility:
    if (static_cast<const VisibilityAttr *>(attr)->getVisibility() == VisibilityAttr::Default)
      attribute->kind = ATTRIBUTE_VISIBLE;
    break;
  case attr::Constructor:
  case attr::Destructor:
  case attr::Alias:
  case attr::IFunc:
  case attr::WeakRef: attribute->kind = ATTRIBUTE_HIDDEN_USE; break;
  default: break;
  }
}

// As libclang makes them: a kind, what it is in, what it is, the unit.
CXCursor cursor_of_node(CXTranslationUnit unit, const struct node *node) {
  return {CXCursor_UnexposedExpr, 0, {nullptr, node, unit}};
}

CXCursor cursor_of_declaration(CXTranslationUnit unit, const struct declaration *declaration) {
  CXCursorKind kind = CXCursor_UnexposedDecl;
  switch (Of(declaration)->getKind()) {
  case Decl::Function: kind = CXCursor_FunctionDecl; break;
  case Decl::Var: kind = CXCursor_VarDecl; break;
  case Decl::ParmVar: kind = CXCursor_ParmDecl; break;
  case Decl::Field: kind = CXCursor_FieldDecl; break;
  case Decl::Enum: kind = CXCursor_EnumDecl; break;
  case Decl::Record:
    kind = static_cast<const RecordDecl *>(Of(declaration))->isUnion() ? CXCursor_UnionDecl : CXCursor_StructDecl;
    break;
  default: break;
  }
  return {kind, 1, {declaration, nullptr, unit}};
}

CXType type_of(CXTranslationUnit unit, const void *type) {
  return {CXType_Unexposed, {const_cast<void *>(type), unit}};
}
