-- revision: 20260105_000000
-- message: Base schema of NOW LMS 1.1.1
-- created: 2026-01-05T00:00:00Z
-- upgrade sqlite
CREATE TABLE ad_sense (
    meta_tag VARCHAR(100), meta_tag_include BOOLEAN, pub_id VARCHAR(20), add_code VARCHAR(500), show_ads BOOLEAN,
    add_leaderboard TEXT, add_medium_rectangle TEXT, add_large_rectangle TEXT, add_mobile_banner TEXT,
    add_wide_skyscraper TEXT, add_skyscraper TEXT, add_large_skyscraper TEXT, add_billboard TEXT,
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_ad_sense_id ON ad_sense (id);

CREATE TABLE blog_tag (
    name VARCHAR(50) NOT NULL, slug VARCHAR(60) NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_blog_tag_id ON blog_tag (id);
CREATE UNIQUE INDEX ix_blog_tag_name ON blog_tag (name);
CREATE UNIQUE INDEX ix_blog_tag_slug ON blog_tag (slug);

CREATE TABLE categoria (
    nombre VARCHAR(100) NOT NULL, descripcion VARCHAR(250) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_categoria_id ON categoria (id);

CREATE TABLE configuracion (
    titulo VARCHAR(150) NOT NULL, descripcion VARCHAR(500) NOT NULL, titulo_html VARCHAR(50), hero VARCHAR(250),
    enable_feature_section BOOLEAN NOT NULL, custom_feature_section TEXT, moneda VARCHAR(5),
    verify_user_by_email BOOLEAN, allow_unverified_email_login BOOLEAN NOT NULL, lang VARCHAR(5),
    time_zone VARCHAR(50), enable_programs BOOLEAN NOT NULL, enable_masterclass BOOLEAN NOT NULL,
    enable_resources BOOLEAN NOT NULL, enable_blog BOOLEAN NOT NULL, custom_text1 VARCHAR(250),
    custom_text2 VARCHAR(250), custom_text3 VARCHAR(250), custom_text4 VARCHAR(250), eslogan VARCHAR(500),
    enable_file_uploads BOOLEAN NOT NULL, max_file_size INTEGER NOT NULL,
    enable_html_preformatted_descriptions BOOLEAN NOT NULL, r BLOB, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_configuracion_id ON configuracion (id);

CREATE TABLE etiqueta (
    nombre VARCHAR(20) NOT NULL, color VARCHAR(10) NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_etiqueta_id ON etiqueta (id);

CREATE TABLE files (
    archivo VARCHAR(100) NOT NULL, tipo VARCHAR(15) NOT NULL, hashtag VARCHAR(50) NOT NULL, url VARCHAR(100) NOT NULL,
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_files_id ON files (id);

CREATE TABLE mail_config (
    "MAIL_SERVER" VARCHAR(100), "MAIL_PORT" VARCHAR(6), "MAIL_USERNAME" VARCHAR(100), "MAIL_PASSWORD" BLOB,
    "MAIL_USE_TLS" BOOLEAN, "MAIL_USE_SSL" BOOLEAN, "MAIL_DEFAULT_SENDER" VARCHAR(100),
    "MAIL_DEFAULT_SENDER_NAME" VARCHAR(100), email_verificado BOOLEAN, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_mail_config_id ON mail_config (id);

CREATE TABLE pagos_config (
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_pagos_config_id ON pagos_config (id);

CREATE TABLE paypal_config (
    enable BOOLEAN, sandbox BOOLEAN, paypal_id VARCHAR(200), paypal_sandbox VARCHAR(200), paypal_secret BLOB,
    paypal_sandbox_secret BLOB, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_paypal_config_id ON paypal_config (id);

CREATE TABLE style (
    theme VARCHAR(15), custom_logo BOOLEAN, custom_logo_ext VARCHAR(5), custom_favicon BOOLEAN,
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_style_id ON style (id);

CREATE TABLE system_info (
    param VARCHAR(20) NOT NULL, val VARCHAR(100), id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_system_info_id ON system_info (id);
CREATE UNIQUE INDEX ix_system_info_param ON system_info (param);

CREATE TABLE usuario (
    usuario VARCHAR(150) NOT NULL, acceso BLOB NOT NULL, nombre VARCHAR(100), apellido VARCHAR(100),
    correo_electronico VARCHAR(150), correo_electronico_verificado BOOLEAN, tipo VARCHAR(20), activo BOOLEAN,
    visible BOOLEAN, titulo VARCHAR(15), genero VARCHAR(10), nacimiento DATE, bio VARCHAR(500), fecha_alta DATETIME,
    ultimo_acceso DATETIME, url VARCHAR(100), linkedin VARCHAR(50), facebook VARCHAR(50), twitter VARCHAR(50),
    github VARCHAR(500), youtube VARCHAR(500), portada BOOLEAN, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT correo_usuario_unico UNIQUE (correo_electronico)
);
CREATE INDEX ix_usuario_id ON usuario (id);
CREATE UNIQUE INDEX ix_usuario_usuario ON usuario (usuario);

CREATE TABLE blog_post (
    title VARCHAR(200) NOT NULL, slug VARCHAR(250) NOT NULL, content TEXT NOT NULL, author_id VARCHAR(150) NOT NULL,
    status VARCHAR(20) NOT NULL, allow_comments BOOLEAN NOT NULL, published_at DATETIME,
    comment_count INTEGER NOT NULL, view_count INTEGER NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (author_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_blog_post_author_id ON blog_post (author_id);
CREATE INDEX ix_blog_post_id ON blog_post (id);
CREATE UNIQUE INDEX ix_blog_post_slug ON blog_post (slug);
CREATE INDEX ix_blog_post_status ON blog_post (status);

CREATE TABLE certificado (
    code VARCHAR(25), titulo VARCHAR(50), descripcion VARCHAR(500), html TEXT, css TEXT, tipo VARCHAR(7),
    habilitado BOOLEAN, publico BOOLEAN, usuario VARCHAR(20), id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario)
);
CREATE UNIQUE INDEX ix_certificado_code ON certificado (code);
CREATE INDEX ix_certificado_id ON certificado (id);

CREATE TABLE recurso (
    nombre VARCHAR(50) NOT NULL, codigo VARCHAR(10) NOT NULL, tipo VARCHAR(15), descripcion VARCHAR(500),
    precio FLOAT, publico BOOLEAN, logo BOOLEAN, file_name VARCHAR(200), promocionado BOOLEAN,
    fecha_promocionado DATETIME, usuario VARCHAR(20), pagado BOOLEAN, descripcion_html_preformateado BOOLEAN NOT NULL,
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT codigo_recurso_unico UNIQUE (codigo),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario)
);
CREATE UNIQUE INDEX ix_recurso_codigo ON recurso (codigo);
CREATE INDEX ix_recurso_id ON recurso (id);

CREATE TABLE usuario_grupo (
    activo BOOLEAN, nombre VARCHAR(50) NOT NULL, descripcion VARCHAR(500) NOT NULL, tutor VARCHAR(20),
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (tutor) REFERENCES usuario (usuario)
);
CREATE INDEX ix_usuario_grupo_activo ON usuario_grupo (activo);
CREATE INDEX ix_usuario_grupo_id ON usuario_grupo (id);

CREATE TABLE blog_comment (
    post_id VARCHAR(26) NOT NULL, user_id VARCHAR(150) NOT NULL, content TEXT NOT NULL, status VARCHAR(20) NOT NULL,
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (post_id) REFERENCES blog_post (id),
    FOREIGN KEY (user_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_blog_comment_id ON blog_comment (id);
CREATE INDEX ix_blog_comment_post_id ON blog_comment (post_id);
CREATE INDEX ix_blog_comment_status ON blog_comment (status);
CREATE INDEX ix_blog_comment_user_id ON blog_comment (user_id);

CREATE TABLE blog_post_tags (
    post_id VARCHAR(26) NOT NULL, tag_id VARCHAR(26) NOT NULL,
    PRIMARY KEY (post_id, tag_id),
    FOREIGN KEY (post_id) REFERENCES blog_post (id),
    FOREIGN KEY (tag_id) REFERENCES blog_tag (id)
);

CREATE TABLE curso (
    nombre VARCHAR(150) NOT NULL, codigo VARCHAR(20), descripcion_corta VARCHAR(280) NOT NULL,
    descripcion VARCHAR(1000) NOT NULL, portada BOOLEAN, portada_ext VARCHAR(5), nivel INTEGER, duracion INTEGER,
    estado VARCHAR(9) NOT NULL, publico BOOLEAN, modalidad VARCHAR(10), foro_habilitado BOOLEAN NOT NULL,
    limitado BOOLEAN, capacidad INTEGER, fecha_inicio DATE, fecha_fin DATE, promocionado BOOLEAN,
    fecha_promocionado DATETIME, pagado BOOLEAN, auditable BOOLEAN, precio NUMERIC(10, 2), certificado BOOLEAN,
    plantilla_certificado VARCHAR(25), id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT curso_codigo_unico UNIQUE (codigo),
    FOREIGN KEY (plantilla_certificado) REFERENCES certificado (code)
);
CREATE UNIQUE INDEX ix_curso_codigo ON curso (codigo);
CREATE INDEX ix_curso_estado ON curso (estado);
CREATE INDEX ix_curso_id ON curso (id);
CREATE INDEX ix_curso_plantilla_certificado ON curso (plantilla_certificado);

CREATE TABLE master_classes (
    title VARCHAR(150) NOT NULL, slug VARCHAR(200) NOT NULL, description_public TEXT NOT NULL,
    description_private TEXT, date DATE NOT NULL, start_time TIME NOT NULL, end_time TIME NOT NULL,
    is_paid BOOLEAN NOT NULL, price NUMERIC(10, 2), early_discount NUMERIC(5, 2), discount_deadline DATETIME,
    platform_name VARCHAR(50) NOT NULL, platform_url VARCHAR(500) NOT NULL, is_certificate BOOLEAN NOT NULL,
    diploma_template_id VARCHAR(26), video_recording_url VARCHAR(500), image_path VARCHAR(200),
    instructor_id VARCHAR(150) NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (diploma_template_id) REFERENCES certificado (code),
    FOREIGN KEY (instructor_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_master_classes_diploma_template_id ON master_classes (diploma_template_id);
CREATE INDEX ix_master_classes_id ON master_classes (id);
CREATE INDEX ix_master_classes_instructor_id ON master_classes (instructor_id);
CREATE UNIQUE INDEX ix_master_classes_slug ON master_classes (slug);

CREATE TABLE programa (
    nombre VARCHAR(20) NOT NULL, codigo VARCHAR(10) NOT NULL, descripcion VARCHAR(200), texto VARCHAR(1500),
    pagado BOOLEAN, precio FLOAT, publico BOOLEAN, estado VARCHAR(20), logo BOOLEAN, promocionado BOOLEAN,
    fecha_promocionado DATETIME, certificado BOOLEAN, plantilla_certificado VARCHAR(25), id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT codigo_programa_unico UNIQUE (codigo),
    UNIQUE (codigo),
    FOREIGN KEY (plantilla_certificado) REFERENCES certificado (code)
);
CREATE INDEX ix_programa_id ON programa (id);
CREATE INDEX ix_programa_plantilla_certificado ON programa (plantilla_certificado);

CREATE TABLE usuario_grupo_miembro (
    grupo VARCHAR(26), usuario VARCHAR(150), id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (grupo) REFERENCES usuario_grupo (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario)
);
CREATE INDEX ix_usuario_grupo_miembro_id ON usuario_grupo_miembro (id);

CREATE TABLE announcement (
    title VARCHAR(255) NOT NULL, message TEXT NOT NULL, course_id VARCHAR(20), created_by_id VARCHAR(150) NOT NULL,
    expires_at DATETIME, is_sticky BOOLEAN NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (course_id) REFERENCES curso (codigo),
    FOREIGN KEY (created_by_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_announcement_course_id ON announcement (course_id);
CREATE INDEX ix_announcement_created_by_id ON announcement (created_by_id);
CREATE INDEX ix_announcement_id ON announcement (id);

CREATE TABLE categoria_curso (
    curso VARCHAR(20) NOT NULL, categoria VARCHAR(26) NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (categoria) REFERENCES categoria (id)
);
CREATE INDEX ix_categoria_curso_categoria ON categoria_curso (categoria);
CREATE INDEX ix_categoria_curso_curso ON categoria_curso (curso);
CREATE INDEX ix_categoria_curso_id ON categoria_curso (id);

CREATE TABLE categoria_programa (
    programa VARCHAR(26) NOT NULL, categoria VARCHAR(26) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (programa) REFERENCES programa (id),
    FOREIGN KEY (categoria) REFERENCES categoria (id)
);
CREATE INDEX ix_categoria_programa_categoria ON categoria_programa (categoria);
CREATE INDEX ix_categoria_programa_id ON categoria_programa (id);
CREATE INDEX ix_categoria_programa_programa ON categoria_programa (programa);

CREATE TABLE certificacion (
    usuario VARCHAR(26) NOT NULL, curso VARCHAR(20), master_class_id VARCHAR(26), certificado VARCHAR(26) NOT NULL,
    fecha DATE NOT NULL, nota NUMERIC(5, 2), id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (master_class_id) REFERENCES master_classes (id),
    FOREIGN KEY (certificado) REFERENCES certificado (code)
);
CREATE INDEX ix_certificacion_certificado ON certificacion (certificado);
CREATE INDEX ix_certificacion_curso ON certificacion (curso);
CREATE INDEX ix_certificacion_id ON certificacion (id);
CREATE INDEX ix_certificacion_master_class_id ON certificacion (master_class_id);
CREATE INDEX ix_certificacion_usuario ON certificacion (usuario);

CREATE TABLE certificacion_programa (
    usuario VARCHAR(26) NOT NULL, programa VARCHAR(26) NOT NULL, certificado VARCHAR(26) NOT NULL,
    fecha DATE NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario),
    FOREIGN KEY (programa) REFERENCES programa (id),
    FOREIGN KEY (certificado) REFERENCES certificado (code)
);
CREATE INDEX ix_certificacion_programa_certificado ON certificacion_programa (certificado);
CREATE INDEX ix_certificacion_programa_id ON certificacion_programa (id);
CREATE INDEX ix_certificacion_programa_programa ON certificacion_programa (programa);
CREATE INDEX ix_certificacion_programa_usuario ON certificacion_programa (usuario);

CREATE TABLE coupon (
    course_id VARCHAR(20) NOT NULL, code VARCHAR(50) NOT NULL, discount_type VARCHAR(20) NOT NULL,
    discount_value FLOAT NOT NULL, max_uses INTEGER, expires_at DATETIME, current_uses INTEGER NOT NULL,
    created_by VARCHAR(150) NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT unique_coupon_per_course UNIQUE (course_id, code),
    FOREIGN KEY (course_id) REFERENCES curso (codigo),
    FOREIGN KEY (created_by) REFERENCES usuario (usuario)
);
CREATE INDEX ix_coupon_code ON coupon (code);
CREATE INDEX ix_coupon_course_id ON coupon (course_id);
CREATE INDEX ix_coupon_created_by ON coupon (created_by);
CREATE INDEX ix_coupon_id ON coupon (id);

CREATE TABLE course_library (
    curso VARCHAR(20) NOT NULL, filename VARCHAR(255) NOT NULL, original_filename VARCHAR(255) NOT NULL,
    nombre VARCHAR(255) NOT NULL, descripcion VARCHAR(1000) NOT NULL, file_size INTEGER NOT NULL,
    mime_type VARCHAR(100), id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT course_library_unique_file UNIQUE (curso, filename),
    FOREIGN KEY (curso) REFERENCES curso (codigo)
);
CREATE INDEX ix_course_library_curso ON course_library (curso);
CREATE INDEX ix_course_library_filename ON course_library (filename);
CREATE INDEX ix_course_library_id ON course_library (id);

CREATE TABLE curso_recurso_descargable (
    curso VARCHAR(20) NOT NULL, recurso VARCHAR(10) NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (recurso) REFERENCES recurso (codigo)
);
CREATE INDEX ix_curso_recurso_descargable_curso ON curso_recurso_descargable (curso);
CREATE INDEX ix_curso_recurso_descargable_id ON curso_recurso_descargable (id);
CREATE INDEX ix_curso_recurso_descargable_recurso ON curso_recurso_descargable (recurso);

CREATE TABLE curso_seccion (
    curso VARCHAR(20) NOT NULL, nombre VARCHAR(100) NOT NULL, descripcion VARCHAR(250) NOT NULL, indice INTEGER,
    estado BOOLEAN, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo)
);
CREATE INDEX ix_curso_seccion_curso ON curso_seccion (curso);
CREATE INDEX ix_curso_seccion_id ON curso_seccion (id);
CREATE INDEX ix_curso_seccion_indice ON curso_seccion (indice);

CREATE TABLE curso_usuario_avance (
    curso VARCHAR(20) NOT NULL, usuario VARCHAR(150) NOT NULL, recursos_requeridos INTEGER,
    recursos_completados INTEGER, avance FLOAT, completado BOOLEAN, fecha_inicio DATETIME, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo) ON DELETE CASCADE,
    FOREIGN KEY (usuario) REFERENCES usuario (usuario) ON DELETE CASCADE
);
CREATE INDEX ix_curso_usuario_avance_curso ON curso_usuario_avance (curso);
CREATE INDEX ix_curso_usuario_avance_id ON curso_usuario_avance (id);
CREATE INDEX ix_curso_usuario_avance_usuario ON curso_usuario_avance (usuario);

CREATE TABLE docente_curso (
    curso VARCHAR(20) NOT NULL, usuario VARCHAR(150) NOT NULL, vigente BOOLEAN, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo) ON DELETE CASCADE,
    FOREIGN KEY (usuario) REFERENCES usuario (usuario) ON DELETE CASCADE
);
CREATE INDEX ix_docente_curso_curso ON docente_curso (curso);
CREATE INDEX ix_docente_curso_id ON docente_curso (id);
CREATE INDEX ix_docente_curso_usuario ON docente_curso (usuario);

CREATE TABLE etiqueta_curso (
    curso VARCHAR(20) NOT NULL, etiqueta VARCHAR(26) NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (etiqueta) REFERENCES etiqueta (id)
);
CREATE INDEX ix_etiqueta_curso_curso ON etiqueta_curso (curso);
CREATE INDEX ix_etiqueta_curso_etiqueta ON etiqueta_curso (etiqueta);
CREATE INDEX ix_etiqueta_curso_id ON etiqueta_curso (id);

CREATE TABLE etiqueta_programa (
    programa VARCHAR(26) NOT NULL, etiqueta VARCHAR(26) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (programa) REFERENCES programa (id),
    FOREIGN KEY (etiqueta) REFERENCES etiqueta (id)
);
CREATE INDEX ix_etiqueta_programa_etiqueta ON etiqueta_programa (etiqueta);
CREATE INDEX ix_etiqueta_programa_id ON etiqueta_programa (id);
CREATE INDEX ix_etiqueta_programa_programa ON etiqueta_programa (programa);

CREATE TABLE foro_mensaje (
    curso_id VARCHAR(20) NOT NULL, usuario_id VARCHAR(150) NOT NULL, parent_id VARCHAR(26), contenido TEXT NOT NULL,
    fecha_creacion DATETIME NOT NULL, fecha_modificacion DATETIME, estado VARCHAR(10) NOT NULL,
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso_id) REFERENCES curso (codigo),
    FOREIGN KEY (usuario_id) REFERENCES usuario (usuario),
    FOREIGN KEY (parent_id) REFERENCES foro_mensaje (id)
);
CREATE INDEX ix_foro_mensaje_curso_id ON foro_mensaje (curso_id);
CREATE INDEX ix_foro_mensaje_id ON foro_mensaje (id);
CREATE INDEX ix_foro_mensaje_parent_id ON foro_mensaje (parent_id);
CREATE INDEX ix_foro_mensaje_usuario_id ON foro_mensaje (usuario_id);

CREATE TABLE message_thread (
    course_id VARCHAR(20) NOT NULL, student_id VARCHAR(150) NOT NULL, status VARCHAR(10) NOT NULL, closed_at DATETIME,
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (course_id) REFERENCES curso (codigo),
    FOREIGN KEY (student_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_message_thread_id ON message_thread (id);

CREATE TABLE moderador_curso (
    curso VARCHAR(20) NOT NULL, usuario VARCHAR(150) NOT NULL, vigente BOOLEAN, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo) ON DELETE CASCADE,
    FOREIGN KEY (usuario) REFERENCES usuario (usuario) ON DELETE CASCADE
);
CREATE INDEX ix_moderador_curso_curso ON moderador_curso (curso);
CREATE INDEX ix_moderador_curso_id ON moderador_curso (id);
CREATE INDEX ix_moderador_curso_usuario ON moderador_curso (usuario);

CREATE TABLE pago (
    usuario VARCHAR(150) NOT NULL, curso VARCHAR(20) NOT NULL, moneda VARCHAR(5), monto NUMERIC, fecha DATETIME,
    estado VARCHAR(20), metodo VARCHAR(20), referencia VARCHAR(100), descripcion VARCHAR(500), audit BOOLEAN,
    nombre VARCHAR(100) NOT NULL, apellido VARCHAR(100) NOT NULL, correo_electronico VARCHAR(150) NOT NULL,
    direccion1 VARCHAR(200), direccion2 VARCHAR(200), pais VARCHAR(100), provincia VARCHAR(100),
    codigo_postal VARCHAR(20), id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario),
    FOREIGN KEY (curso) REFERENCES curso (codigo)
);
CREATE INDEX ix_pago_curso ON pago (curso);
CREATE INDEX ix_pago_id ON pago (id);
CREATE INDEX ix_pago_usuario ON pago (usuario);

CREATE TABLE programa_curso (
    curso VARCHAR(20) NOT NULL, programa VARCHAR(10) NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (programa) REFERENCES programa (codigo)
);
CREATE INDEX ix_programa_curso_curso ON programa_curso (curso);
CREATE INDEX ix_programa_curso_id ON programa_curso (id);
CREATE INDEX ix_programa_curso_programa ON programa_curso (programa);

CREATE TABLE programa_estudiante (
    usuario VARCHAR(150) NOT NULL, programa VARCHAR(26) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario),
    FOREIGN KEY (programa) REFERENCES programa (id)
);
CREATE INDEX ix_programa_estudiante_id ON programa_estudiante (id);
CREATE INDEX ix_programa_estudiante_programa ON programa_estudiante (programa);
CREATE INDEX ix_programa_estudiante_usuario ON programa_estudiante (usuario);

CREATE TABLE slide_show_resource (
    course_id VARCHAR(20) NOT NULL, title VARCHAR(150) NOT NULL, theme VARCHAR(20) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (course_id) REFERENCES curso (codigo)
);
CREATE INDEX ix_slide_show_resource_course_id ON slide_show_resource (course_id);
CREATE INDEX ix_slide_show_resource_id ON slide_show_resource (id);

CREATE TABLE curso_recurso (
    indice INTEGER, seccion VARCHAR(26) NOT NULL, curso VARCHAR(20) NOT NULL, nombre VARCHAR(150) NOT NULL,
    descripcion TEXT NOT NULL, tipo VARCHAR(150) NOT NULL, requerido VARCHAR(10), url VARCHAR(250), fecha DATE,
    hora_inicio TIME, hora_fin TIME, publico BOOLEAN, base_doc_url VARCHAR(50), doc VARCHAR(50), ext VARCHAR(5),
    text TEXT, external_code TEXT, notes VARCHAR(20), subtitle_vtt TEXT, subtitle_vtt_secondary TEXT,
    descripcion_html_preformateado BOOLEAN NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (seccion) REFERENCES curso_seccion (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    UNIQUE (ext)
);
CREATE INDEX ix_curso_recurso_curso ON curso_recurso (curso);
CREATE INDEX ix_curso_recurso_id ON curso_recurso (id);
CREATE INDEX ix_curso_recurso_indice ON curso_recurso (indice);
CREATE INDEX ix_curso_recurso_seccion ON curso_recurso (seccion);

CREATE TABLE estudiante_curso (
    curso VARCHAR(20) NOT NULL, usuario VARCHAR(150) NOT NULL, vigente BOOLEAN, pago VARCHAR(26),
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo) ON DELETE CASCADE,
    FOREIGN KEY (usuario) REFERENCES usuario (usuario) ON DELETE CASCADE,
    FOREIGN KEY (pago) REFERENCES pago (id)
);
CREATE INDEX ix_estudiante_curso_curso ON estudiante_curso (curso);
CREATE INDEX ix_estudiante_curso_id ON estudiante_curso (id);
CREATE INDEX ix_estudiante_curso_pago ON estudiante_curso (pago);
CREATE INDEX ix_estudiante_curso_usuario ON estudiante_curso (usuario);

CREATE TABLE evaluation (
    section_id VARCHAR(26) NOT NULL, title VARCHAR(200) NOT NULL, description VARCHAR(1000), is_exam BOOLEAN,
    passing_score FLOAT NOT NULL, max_attempts INTEGER, available_until DATETIME, reopened_at DATETIME,
    reopened_for_user_id VARCHAR(150), penalty_percent FLOAT, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (section_id) REFERENCES curso_seccion (id),
    FOREIGN KEY (reopened_for_user_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_evaluation_id ON evaluation (id);
CREATE INDEX ix_evaluation_section_id ON evaluation (section_id);

CREATE TABLE master_class_enrollments (
    master_class_id VARCHAR(26) NOT NULL, user_id VARCHAR(150) NOT NULL, is_confirmed BOOLEAN NOT NULL,
    payment_id VARCHAR(26), enrolled_at DATETIME NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT unique_enrollment_per_user UNIQUE (master_class_id, user_id),
    FOREIGN KEY (master_class_id) REFERENCES master_classes (id),
    FOREIGN KEY (user_id) REFERENCES usuario (usuario),
    FOREIGN KEY (payment_id) REFERENCES pago (id)
);
CREATE INDEX ix_master_class_enrollments_id ON master_class_enrollments (id);
CREATE INDEX ix_master_class_enrollments_master_class_id ON master_class_enrollments (master_class_id);
CREATE INDEX ix_master_class_enrollments_payment_id ON master_class_enrollments (payment_id);
CREATE INDEX ix_master_class_enrollments_user_id ON master_class_enrollments (user_id);

CREATE TABLE message (
    thread_id VARCHAR(26) NOT NULL, sender_id VARCHAR(150) NOT NULL, content TEXT NOT NULL, read_at DATETIME,
    is_reported BOOLEAN NOT NULL, reported_reason TEXT, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (thread_id) REFERENCES message_thread (id),
    FOREIGN KEY (sender_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_message_id ON message (id);

CREATE TABLE slide (
    slide_show_id VARCHAR(26) NOT NULL, title VARCHAR(150) NOT NULL, content TEXT NOT NULL, "order" INTEGER NOT NULL,
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (slide_show_id) REFERENCES slide_show_resource (id)
);
CREATE INDEX ix_slide_id ON slide (id);
CREATE INDEX ix_slide_slide_show_id ON slide (slide_show_id);

CREATE TABLE curso_recurso_avance (
    curso VARCHAR(20) NOT NULL, recurso VARCHAR(32) NOT NULL, usuario VARCHAR(150) NOT NULL, completado BOOLEAN,
    requerido VARCHAR(10), id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo) ON DELETE CASCADE,
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id) ON DELETE CASCADE,
    FOREIGN KEY (usuario) REFERENCES usuario (usuario) ON DELETE CASCADE
);
CREATE INDEX ix_curso_recurso_avance_curso ON curso_recurso_avance (curso);
CREATE INDEX ix_curso_recurso_avance_id ON curso_recurso_avance (id);
CREATE INDEX ix_curso_recurso_avance_recurso ON curso_recurso_avance (recurso);
CREATE INDEX ix_curso_recurso_avance_usuario ON curso_recurso_avance (usuario);

CREATE TABLE curso_recurso_consulta (
    curso VARCHAR(20) NOT NULL, recurso VARCHAR(32) NOT NULL, usuario VARCHAR(150) NOT NULL, pregunta VARCHAR(500),
    respuesta VARCHAR(500), id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario)
);
CREATE INDEX ix_curso_recurso_consulta_id ON curso_recurso_consulta (id);

CREATE TABLE curso_recurso_pregunta (
    indice INTEGER, codigo VARCHAR(32), curso VARCHAR(20) NOT NULL, seccion VARCHAR(32) NOT NULL,
    recurso VARCHAR(32) NOT NULL, tipo VARCHAR(15), evaluar BOOLEAN, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT curso_recurso_pregunta_unico UNIQUE (codigo),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (seccion) REFERENCES curso_seccion (id),
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id)
);
CREATE INDEX ix_curso_recurso_pregunta_curso ON curso_recurso_pregunta (curso);
CREATE INDEX ix_curso_recurso_pregunta_id ON curso_recurso_pregunta (id);
CREATE INDEX ix_curso_recurso_pregunta_recurso ON curso_recurso_pregunta (recurso);
CREATE INDEX ix_curso_recurso_pregunta_seccion ON curso_recurso_pregunta (seccion);

CREATE TABLE curso_recurso_slide_show (
    titulo VARCHAR(100) NOT NULL, descripcion VARCHAR(250) NOT NULL, codigo VARCHAR(32), curso VARCHAR(20) NOT NULL,
    recurso VARCHAR(32) NOT NULL, usuario VARCHAR(20) NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT codigo_slideshow_unico UNIQUE (codigo),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario)
);
CREATE INDEX ix_curso_recurso_slide_show_curso ON curso_recurso_slide_show (curso);
CREATE INDEX ix_curso_recurso_slide_show_id ON curso_recurso_slide_show (id);
CREATE INDEX ix_curso_recurso_slide_show_recurso ON curso_recurso_slide_show (recurso);

CREATE TABLE evaluation_attempt (
    evaluation_id VARCHAR(26) NOT NULL, user_id VARCHAR(150) NOT NULL, score FLOAT, passed BOOLEAN,
    started_at DATETIME, submitted_at DATETIME, was_late BOOLEAN, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (evaluation_id) REFERENCES evaluation (id),
    FOREIGN KEY (user_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_evaluation_attempt_evaluation_id ON evaluation_attempt (evaluation_id);
CREATE INDEX ix_evaluation_attempt_id ON evaluation_attempt (id);
CREATE INDEX ix_evaluation_attempt_user_id ON evaluation_attempt (user_id);

CREATE TABLE evaluation_reopen_request (
    user_id VARCHAR(150) NOT NULL, evaluation_id VARCHAR(26) NOT NULL, justification_text VARCHAR(1000) NOT NULL,
    status VARCHAR(20), reviewed_at DATETIME, approved_by VARCHAR(150), id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (user_id) REFERENCES usuario (usuario),
    FOREIGN KEY (evaluation_id) REFERENCES evaluation (id),
    FOREIGN KEY (approved_by) REFERENCES usuario (usuario)
);
CREATE INDEX ix_evaluation_reopen_request_evaluation_id ON evaluation_reopen_request (evaluation_id);
CREATE INDEX ix_evaluation_reopen_request_id ON evaluation_reopen_request (id);
CREATE INDEX ix_evaluation_reopen_request_user_id ON evaluation_reopen_request (user_id);

CREATE TABLE mensaje (
    usuario VARCHAR(26), curso VARCHAR(20), recurso VARCHAR(10), cerrado BOOLEAN, publico BOOLEAN,
    titulo VARCHAR(100), texto VARCHAR(1000), parent VARCHAR(26), id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id),
    FOREIGN KEY (parent) REFERENCES mensaje (id)
);
CREATE INDEX ix_mensaje_curso ON mensaje (curso);
CREATE INDEX ix_mensaje_id ON mensaje (id);
CREATE INDEX ix_mensaje_parent ON mensaje (parent);
CREATE INDEX ix_mensaje_recurso ON mensaje (recurso);
CREATE INDEX ix_mensaje_usuario ON mensaje (usuario);

CREATE TABLE question (
    evaluation_id VARCHAR(26) NOT NULL, type VARCHAR(20) NOT NULL, text VARCHAR(1000) NOT NULL,
    explanation VARCHAR(1000), "order" INTEGER NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (evaluation_id) REFERENCES evaluation (id)
);
CREATE INDEX ix_question_evaluation_id ON question (evaluation_id);
CREATE INDEX ix_question_id ON question (id);

CREATE TABLE user_events (
    user_id VARCHAR(150) NOT NULL, course_id VARCHAR(20) NOT NULL, section_id VARCHAR(26), resource_id VARCHAR(26),
    evaluation_id VARCHAR(26), resource_type VARCHAR(20) NOT NULL, title VARCHAR(255) NOT NULL, description TEXT,
    start_time DATETIME NOT NULL, end_time DATETIME, timezone VARCHAR(50), status VARCHAR(20) NOT NULL,
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (user_id) REFERENCES usuario (usuario),
    FOREIGN KEY (course_id) REFERENCES curso (codigo),
    FOREIGN KEY (section_id) REFERENCES curso_seccion (id),
    FOREIGN KEY (resource_id) REFERENCES curso_recurso (id),
    FOREIGN KEY (evaluation_id) REFERENCES evaluation (id)
);
CREATE INDEX ix_user_events_course_id ON user_events (course_id);
CREATE INDEX ix_user_events_evaluation_id ON user_events (evaluation_id);
CREATE INDEX ix_user_events_id ON user_events (id);
CREATE INDEX ix_user_events_resource_id ON user_events (resource_id);
CREATE INDEX ix_user_events_resource_type ON user_events (resource_type);
CREATE INDEX ix_user_events_section_id ON user_events (section_id);
CREATE INDEX ix_user_events_start_time ON user_events (start_time);
CREATE INDEX ix_user_events_status ON user_events (status);
CREATE INDEX ix_user_events_user_id ON user_events (user_id);

CREATE TABLE answer (
    attempt_id VARCHAR(26) NOT NULL, question_id VARCHAR(26) NOT NULL, selected_option_ids TEXT,
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (attempt_id) REFERENCES evaluation_attempt (id),
    FOREIGN KEY (question_id) REFERENCES question (id)
);
CREATE INDEX ix_answer_attempt_id ON answer (attempt_id);
CREATE INDEX ix_answer_id ON answer (id);
CREATE INDEX ix_answer_question_id ON answer (question_id);

CREATE TABLE curso_recurso_pregunta_opcion (
    curso VARCHAR(20) NOT NULL, recurso VARCHAR(32) NOT NULL, pregunta VARCHAR(32) NOT NULL, texto VARCHAR(50),
    boleano BOOLEAN, correcta BOOLEAN, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id),
    FOREIGN KEY (pregunta) REFERENCES curso_recurso_pregunta (id)
);
CREATE INDEX ix_curso_recurso_pregunta_opcion_curso ON curso_recurso_pregunta_opcion (curso);
CREATE INDEX ix_curso_recurso_pregunta_opcion_id ON curso_recurso_pregunta_opcion (id);
CREATE INDEX ix_curso_recurso_pregunta_opcion_pregunta ON curso_recurso_pregunta_opcion (pregunta);
CREATE INDEX ix_curso_recurso_pregunta_opcion_recurso ON curso_recurso_pregunta_opcion (recurso);

CREATE TABLE curso_recurso_pregunta_respuesta (
    curso VARCHAR(20) NOT NULL, recurso VARCHAR(32) NOT NULL, pregunta VARCHAR(32) NOT NULL,
    usuario VARCHAR(150) NOT NULL, texto VARCHAR(500), boleano BOOLEAN, correcta BOOLEAN, nota FLOAT,
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id),
    FOREIGN KEY (pregunta) REFERENCES curso_recurso_pregunta (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario)
);
CREATE INDEX ix_curso_recurso_pregunta_respuesta_curso ON curso_recurso_pregunta_respuesta (curso);
CREATE INDEX ix_curso_recurso_pregunta_respuesta_id ON curso_recurso_pregunta_respuesta (id);
CREATE INDEX ix_curso_recurso_pregunta_respuesta_pregunta ON curso_recurso_pregunta_respuesta (pregunta);
CREATE INDEX ix_curso_recurso_pregunta_respuesta_recurso ON curso_recurso_pregunta_respuesta (recurso);
CREATE INDEX ix_curso_recurso_pregunta_respuesta_usuario ON curso_recurso_pregunta_respuesta (usuario);

CREATE TABLE curso_recurso_slides (
    titulo VARCHAR(100) NOT NULL, texto VARCHAR(500) NOT NULL, indice INTEGER, curso VARCHAR(20) NOT NULL,
    recurso VARCHAR(32) NOT NULL, slide_show VARCHAR(32) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id),
    FOREIGN KEY (slide_show) REFERENCES curso_recurso_slide_show (codigo)
);
CREATE INDEX ix_curso_recurso_slides_id ON curso_recurso_slides (id);

CREATE TABLE question_option (
    question_id VARCHAR(26) NOT NULL, text VARCHAR(500) NOT NULL, is_correct BOOLEAN, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (question_id) REFERENCES question (id)
);
CREATE INDEX ix_question_option_id ON question_option (id);
CREATE INDEX ix_question_option_question_id ON question_option (question_id);

-- upgrade postgresql
CREATE TABLE ad_sense (
    meta_tag VARCHAR(100), meta_tag_include BOOLEAN, pub_id VARCHAR(20), add_code VARCHAR(500), show_ads BOOLEAN,
    add_leaderboard TEXT, add_medium_rectangle TEXT, add_large_rectangle TEXT, add_mobile_banner TEXT,
    add_wide_skyscraper TEXT, add_skyscraper TEXT, add_large_skyscraper TEXT, add_billboard TEXT,
    id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_ad_sense_id ON ad_sense (id);

CREATE TABLE blog_tag (
    name VARCHAR(50) NOT NULL, slug VARCHAR(60) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_blog_tag_id ON blog_tag (id);
CREATE UNIQUE INDEX ix_blog_tag_name ON blog_tag (name);
CREATE UNIQUE INDEX ix_blog_tag_slug ON blog_tag (slug);

CREATE TABLE categoria (
    nombre VARCHAR(100) NOT NULL, descripcion VARCHAR(250) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_categoria_id ON categoria (id);

CREATE TABLE configuracion (
    titulo VARCHAR(150) NOT NULL, descripcion VARCHAR(500) NOT NULL, titulo_html VARCHAR(50), hero VARCHAR(250),
    enable_feature_section BOOLEAN NOT NULL, custom_feature_section TEXT, moneda VARCHAR(5),
    verify_user_by_email BOOLEAN, allow_unverified_email_login BOOLEAN NOT NULL, lang VARCHAR(5),
    time_zone VARCHAR(50), enable_programs BOOLEAN NOT NULL, enable_masterclass BOOLEAN NOT NULL,
    enable_resources BOOLEAN NOT NULL, enable_blog BOOLEAN NOT NULL, custom_text1 VARCHAR(250),
    custom_text2 VARCHAR(250), custom_text3 VARCHAR(250), custom_text4 VARCHAR(250), eslogan VARCHAR(500),
    enable_file_uploads BOOLEAN NOT NULL, max_file_size INTEGER NOT NULL,
    enable_html_preformatted_descriptions BOOLEAN NOT NULL, r BYTEA, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_configuracion_id ON configuracion (id);

CREATE TABLE etiqueta (
    nombre VARCHAR(20) NOT NULL, color VARCHAR(10) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_etiqueta_id ON etiqueta (id);

CREATE TABLE files (
    archivo VARCHAR(100) NOT NULL, tipo VARCHAR(15) NOT NULL, hashtag VARCHAR(50) NOT NULL, url VARCHAR(100) NOT NULL,
    id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_files_id ON files (id);

CREATE TABLE mail_config (
    "MAIL_SERVER" VARCHAR(100), "MAIL_PORT" VARCHAR(6), "MAIL_USERNAME" VARCHAR(100), "MAIL_PASSWORD" BYTEA,
    "MAIL_USE_TLS" BOOLEAN, "MAIL_USE_SSL" BOOLEAN, "MAIL_DEFAULT_SENDER" VARCHAR(100),
    "MAIL_DEFAULT_SENDER_NAME" VARCHAR(100), email_verificado BOOLEAN, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_mail_config_id ON mail_config (id);

CREATE TABLE pagos_config (
    id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_pagos_config_id ON pagos_config (id);

CREATE TABLE paypal_config (
    enable BOOLEAN, sandbox BOOLEAN, paypal_id VARCHAR(200), paypal_sandbox VARCHAR(200), paypal_secret BYTEA,
    paypal_sandbox_secret BYTEA, id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_paypal_config_id ON paypal_config (id);

CREATE TABLE style (
    theme VARCHAR(15), custom_logo BOOLEAN, custom_logo_ext VARCHAR(5), custom_favicon BOOLEAN,
    id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_style_id ON style (id);

CREATE TABLE system_info (
    param VARCHAR(20) NOT NULL, val VARCHAR(100), id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_system_info_id ON system_info (id);
CREATE UNIQUE INDEX ix_system_info_param ON system_info (param);

CREATE TABLE usuario (
    usuario VARCHAR(150) NOT NULL, acceso BYTEA NOT NULL, nombre VARCHAR(100), apellido VARCHAR(100),
    correo_electronico VARCHAR(150), correo_electronico_verificado BOOLEAN, tipo VARCHAR(20), activo BOOLEAN,
    visible BOOLEAN, titulo VARCHAR(15), genero VARCHAR(10), nacimiento DATE, bio VARCHAR(500),
    fecha_alta TIMESTAMP WITHOUT TIME ZONE, ultimo_acceso TIMESTAMP WITHOUT TIME ZONE, url VARCHAR(100),
    linkedin VARCHAR(50), facebook VARCHAR(50), twitter VARCHAR(50), github VARCHAR(500), youtube VARCHAR(500),
    portada BOOLEAN, id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT correo_usuario_unico UNIQUE (correo_electronico)
);
CREATE INDEX ix_usuario_id ON usuario (id);
CREATE UNIQUE INDEX ix_usuario_usuario ON usuario (usuario);

CREATE TABLE blog_post (
    title VARCHAR(200) NOT NULL, slug VARCHAR(250) NOT NULL, content TEXT NOT NULL, author_id VARCHAR(150) NOT NULL,
    status VARCHAR(20) NOT NULL, allow_comments BOOLEAN NOT NULL, published_at TIMESTAMP WITHOUT TIME ZONE,
    comment_count INTEGER NOT NULL, view_count INTEGER NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (author_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_blog_post_author_id ON blog_post (author_id);
CREATE INDEX ix_blog_post_id ON blog_post (id);
CREATE UNIQUE INDEX ix_blog_post_slug ON blog_post (slug);
CREATE INDEX ix_blog_post_status ON blog_post (status);

CREATE TABLE certificado (
    code VARCHAR(25), titulo VARCHAR(50), descripcion VARCHAR(500), html TEXT, css TEXT, tipo VARCHAR(7),
    habilitado BOOLEAN, publico BOOLEAN, usuario VARCHAR(20), id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario)
);
CREATE UNIQUE INDEX ix_certificado_code ON certificado (code);
CREATE INDEX ix_certificado_id ON certificado (id);

CREATE TABLE recurso (
    nombre VARCHAR(50) NOT NULL, codigo VARCHAR(10) NOT NULL, tipo VARCHAR(15), descripcion VARCHAR(500),
    precio FLOAT, publico BOOLEAN, logo BOOLEAN, file_name VARCHAR(200), promocionado BOOLEAN,
    fecha_promocionado TIMESTAMP WITHOUT TIME ZONE, usuario VARCHAR(20), pagado BOOLEAN,
    descripcion_html_preformateado BOOLEAN NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT codigo_recurso_unico UNIQUE (codigo),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario)
);
CREATE UNIQUE INDEX ix_recurso_codigo ON recurso (codigo);
CREATE INDEX ix_recurso_id ON recurso (id);

CREATE TABLE usuario_grupo (
    activo BOOLEAN, nombre VARCHAR(50) NOT NULL, descripcion VARCHAR(500) NOT NULL, tutor VARCHAR(20),
    id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (tutor) REFERENCES usuario (usuario)
);
CREATE INDEX ix_usuario_grupo_activo ON usuario_grupo (activo);
CREATE INDEX ix_usuario_grupo_id ON usuario_grupo (id);

CREATE TABLE blog_comment (
    post_id VARCHAR(26) NOT NULL, user_id VARCHAR(150) NOT NULL, content TEXT NOT NULL, status VARCHAR(20) NOT NULL,
    id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (post_id) REFERENCES blog_post (id),
    FOREIGN KEY (user_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_blog_comment_id ON blog_comment (id);
CREATE INDEX ix_blog_comment_post_id ON blog_comment (post_id);
CREATE INDEX ix_blog_comment_status ON blog_comment (status);
CREATE INDEX ix_blog_comment_user_id ON blog_comment (user_id);

CREATE TABLE blog_post_tags (
    post_id VARCHAR(26) NOT NULL, tag_id VARCHAR(26) NOT NULL,
    PRIMARY KEY (post_id, tag_id),
    FOREIGN KEY (post_id) REFERENCES blog_post (id),
    FOREIGN KEY (tag_id) REFERENCES blog_tag (id)
);

CREATE TABLE curso (
    nombre VARCHAR(150) NOT NULL, codigo VARCHAR(20), descripcion_corta VARCHAR(280) NOT NULL,
    descripcion VARCHAR(1000) NOT NULL, portada BOOLEAN, portada_ext VARCHAR(5), nivel INTEGER, duracion INTEGER,
    estado VARCHAR(9) NOT NULL, publico BOOLEAN, modalidad VARCHAR(10), foro_habilitado BOOLEAN NOT NULL,
    limitado BOOLEAN, capacidad INTEGER, fecha_inicio DATE, fecha_fin DATE, promocionado BOOLEAN,
    fecha_promocionado TIMESTAMP WITHOUT TIME ZONE, pagado BOOLEAN, auditable BOOLEAN, precio NUMERIC(10, 2),
    certificado BOOLEAN, plantilla_certificado VARCHAR(25), id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT curso_codigo_unico UNIQUE (codigo),
    FOREIGN KEY (plantilla_certificado) REFERENCES certificado (code)
);
CREATE UNIQUE INDEX ix_curso_codigo ON curso (codigo);
CREATE INDEX ix_curso_estado ON curso (estado);
CREATE INDEX ix_curso_id ON curso (id);
CREATE INDEX ix_curso_plantilla_certificado ON curso (plantilla_certificado);

CREATE TABLE master_classes (
    title VARCHAR(150) NOT NULL, slug VARCHAR(200) NOT NULL, description_public TEXT NOT NULL,
    description_private TEXT, date DATE NOT NULL, start_time TIME WITHOUT TIME ZONE NOT NULL,
    end_time TIME WITHOUT TIME ZONE NOT NULL, is_paid BOOLEAN NOT NULL, price NUMERIC(10, 2),
    early_discount NUMERIC(5, 2), discount_deadline TIMESTAMP WITHOUT TIME ZONE, platform_name VARCHAR(50) NOT NULL,
    platform_url VARCHAR(500) NOT NULL, is_certificate BOOLEAN NOT NULL, diploma_template_id VARCHAR(26),
    video_recording_url VARCHAR(500), image_path VARCHAR(200), instructor_id VARCHAR(150) NOT NULL,
    id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (diploma_template_id) REFERENCES certificado (code),
    FOREIGN KEY (instructor_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_master_classes_diploma_template_id ON master_classes (diploma_template_id);
CREATE INDEX ix_master_classes_id ON master_classes (id);
CREATE INDEX ix_master_classes_instructor_id ON master_classes (instructor_id);
CREATE UNIQUE INDEX ix_master_classes_slug ON master_classes (slug);

CREATE TABLE programa (
    nombre VARCHAR(20) NOT NULL, codigo VARCHAR(10) NOT NULL, descripcion VARCHAR(200), texto VARCHAR(1500),
    pagado BOOLEAN, precio FLOAT, publico BOOLEAN, estado VARCHAR(20), logo BOOLEAN, promocionado BOOLEAN,
    fecha_promocionado TIMESTAMP WITHOUT TIME ZONE, certificado BOOLEAN, plantilla_certificado VARCHAR(25),
    id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT codigo_programa_unico UNIQUE (codigo),
    UNIQUE (codigo),
    FOREIGN KEY (plantilla_certificado) REFERENCES certificado (code)
);
CREATE INDEX ix_programa_id ON programa (id);
CREATE INDEX ix_programa_plantilla_certificado ON programa (plantilla_certificado);

CREATE TABLE usuario_grupo_miembro (
    grupo VARCHAR(26), usuario VARCHAR(150), id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (grupo) REFERENCES usuario_grupo (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario)
);
CREATE INDEX ix_usuario_grupo_miembro_id ON usuario_grupo_miembro (id);

CREATE TABLE announcement (
    title VARCHAR(255) NOT NULL, message TEXT NOT NULL, course_id VARCHAR(20), created_by_id VARCHAR(150) NOT NULL,
    expires_at TIMESTAMP WITHOUT TIME ZONE, is_sticky BOOLEAN NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (course_id) REFERENCES curso (codigo),
    FOREIGN KEY (created_by_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_announcement_course_id ON announcement (course_id);
CREATE INDEX ix_announcement_created_by_id ON announcement (created_by_id);
CREATE INDEX ix_announcement_id ON announcement (id);

CREATE TABLE categoria_curso (
    curso VARCHAR(20) NOT NULL, categoria VARCHAR(26) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (categoria) REFERENCES categoria (id)
);
CREATE INDEX ix_categoria_curso_categoria ON categoria_curso (categoria);
CREATE INDEX ix_categoria_curso_curso ON categoria_curso (curso);
CREATE INDEX ix_categoria_curso_id ON categoria_curso (id);

CREATE TABLE categoria_programa (
    programa VARCHAR(26) NOT NULL, categoria VARCHAR(26) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (programa) REFERENCES programa (id),
    FOREIGN KEY (categoria) REFERENCES categoria (id)
);
CREATE INDEX ix_categoria_programa_categoria ON categoria_programa (categoria);
CREATE INDEX ix_categoria_programa_id ON categoria_programa (id);
CREATE INDEX ix_categoria_programa_programa ON categoria_programa (programa);

CREATE TABLE certificacion (
    usuario VARCHAR(26) NOT NULL, curso VARCHAR(20), master_class_id VARCHAR(26), certificado VARCHAR(26) NOT NULL,
    fecha DATE NOT NULL, nota NUMERIC(5, 2), id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (master_class_id) REFERENCES master_classes (id),
    FOREIGN KEY (certificado) REFERENCES certificado (code)
);
CREATE INDEX ix_certificacion_certificado ON certificacion (certificado);
CREATE INDEX ix_certificacion_curso ON certificacion (curso);
CREATE INDEX ix_certificacion_id ON certificacion (id);
CREATE INDEX ix_certificacion_master_class_id ON certificacion (master_class_id);
CREATE INDEX ix_certificacion_usuario ON certificacion (usuario);

CREATE TABLE certificacion_programa (
    usuario VARCHAR(26) NOT NULL, programa VARCHAR(26) NOT NULL, certificado VARCHAR(26) NOT NULL,
    fecha DATE NOT NULL, id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario),
    FOREIGN KEY (programa) REFERENCES programa (id),
    FOREIGN KEY (certificado) REFERENCES certificado (code)
);
CREATE INDEX ix_certificacion_programa_certificado ON certificacion_programa (certificado);
CREATE INDEX ix_certificacion_programa_id ON certificacion_programa (id);
CREATE INDEX ix_certificacion_programa_programa ON certificacion_programa (programa);
CREATE INDEX ix_certificacion_programa_usuario ON certificacion_programa (usuario);

CREATE TABLE coupon (
    course_id VARCHAR(20) NOT NULL, code VARCHAR(50) NOT NULL, discount_type VARCHAR(20) NOT NULL,
    discount_value FLOAT NOT NULL, max_uses INTEGER, expires_at TIMESTAMP WITHOUT TIME ZONE,
    current_uses INTEGER NOT NULL, created_by VARCHAR(150) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT unique_coupon_per_course UNIQUE (course_id, code),
    FOREIGN KEY (course_id) REFERENCES curso (codigo),
    FOREIGN KEY (created_by) REFERENCES usuario (usuario)
);
CREATE INDEX ix_coupon_code ON coupon (code);
CREATE INDEX ix_coupon_course_id ON coupon (course_id);
CREATE INDEX ix_coupon_created_by ON coupon (created_by);
CREATE INDEX ix_coupon_id ON coupon (id);

CREATE TABLE course_library (
    curso VARCHAR(20) NOT NULL, filename VARCHAR(255) NOT NULL, original_filename VARCHAR(255) NOT NULL,
    nombre VARCHAR(255) NOT NULL, descripcion VARCHAR(1000) NOT NULL, file_size INTEGER NOT NULL,
    mime_type VARCHAR(100), id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT course_library_unique_file UNIQUE (curso, filename),
    FOREIGN KEY (curso) REFERENCES curso (codigo)
);
CREATE INDEX ix_course_library_curso ON course_library (curso);
CREATE INDEX ix_course_library_filename ON course_library (filename);
CREATE INDEX ix_course_library_id ON course_library (id);

CREATE TABLE curso_recurso_descargable (
    curso VARCHAR(20) NOT NULL, recurso VARCHAR(10) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (recurso) REFERENCES recurso (codigo)
);
CREATE INDEX ix_curso_recurso_descargable_curso ON curso_recurso_descargable (curso);
CREATE INDEX ix_curso_recurso_descargable_id ON curso_recurso_descargable (id);
CREATE INDEX ix_curso_recurso_descargable_recurso ON curso_recurso_descargable (recurso);

CREATE TABLE curso_seccion (
    curso VARCHAR(20) NOT NULL, nombre VARCHAR(100) NOT NULL, descripcion VARCHAR(250) NOT NULL, indice INTEGER,
    estado BOOLEAN, id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo)
);
CREATE INDEX ix_curso_seccion_curso ON curso_seccion (curso);
CREATE INDEX ix_curso_seccion_id ON curso_seccion (id);
CREATE INDEX ix_curso_seccion_indice ON curso_seccion (indice);

CREATE TABLE curso_usuario_avance (
    curso VARCHAR(20) NOT NULL, usuario VARCHAR(150) NOT NULL, recursos_requeridos INTEGER,
    recursos_completados INTEGER, avance FLOAT, completado BOOLEAN, fecha_inicio TIMESTAMP WITHOUT TIME ZONE,
    id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo) ON DELETE CASCADE,
    FOREIGN KEY (usuario) REFERENCES usuario (usuario) ON DELETE CASCADE
);
CREATE INDEX ix_curso_usuario_avance_curso ON curso_usuario_avance (curso);
CREATE INDEX ix_curso_usuario_avance_id ON curso_usuario_avance (id);
CREATE INDEX ix_curso_usuario_avance_usuario ON curso_usuario_avance (usuario);

CREATE TABLE docente_curso (
    curso VARCHAR(20) NOT NULL, usuario VARCHAR(150) NOT NULL, vigente BOOLEAN, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo) ON DELETE CASCADE,
    FOREIGN KEY (usuario) REFERENCES usuario (usuario) ON DELETE CASCADE
);
CREATE INDEX ix_docente_curso_curso ON docente_curso (curso);
CREATE INDEX ix_docente_curso_id ON docente_curso (id);
CREATE INDEX ix_docente_curso_usuario ON docente_curso (usuario);

CREATE TABLE etiqueta_curso (
    curso VARCHAR(20) NOT NULL, etiqueta VARCHAR(26) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (etiqueta) REFERENCES etiqueta (id)
);
CREATE INDEX ix_etiqueta_curso_curso ON etiqueta_curso (curso);
CREATE INDEX ix_etiqueta_curso_etiqueta ON etiqueta_curso (etiqueta);
CREATE INDEX ix_etiqueta_curso_id ON etiqueta_curso (id);

CREATE TABLE etiqueta_programa (
    programa VARCHAR(26) NOT NULL, etiqueta VARCHAR(26) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (programa) REFERENCES programa (id),
    FOREIGN KEY (etiqueta) REFERENCES etiqueta (id)
);
CREATE INDEX ix_etiqueta_programa_etiqueta ON etiqueta_programa (etiqueta);
CREATE INDEX ix_etiqueta_programa_id ON etiqueta_programa (id);
CREATE INDEX ix_etiqueta_programa_programa ON etiqueta_programa (programa);

CREATE TABLE foro_mensaje (
    curso_id VARCHAR(20) NOT NULL, usuario_id VARCHAR(150) NOT NULL, parent_id VARCHAR(26), contenido TEXT NOT NULL,
    fecha_creacion TIMESTAMP WITHOUT TIME ZONE NOT NULL, fecha_modificacion TIMESTAMP WITHOUT TIME ZONE,
    estado VARCHAR(10) NOT NULL, id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso_id) REFERENCES curso (codigo),
    FOREIGN KEY (usuario_id) REFERENCES usuario (usuario),
    FOREIGN KEY (parent_id) REFERENCES foro_mensaje (id)
);
CREATE INDEX ix_foro_mensaje_curso_id ON foro_mensaje (curso_id);
CREATE INDEX ix_foro_mensaje_id ON foro_mensaje (id);
CREATE INDEX ix_foro_mensaje_parent_id ON foro_mensaje (parent_id);
CREATE INDEX ix_foro_mensaje_usuario_id ON foro_mensaje (usuario_id);

CREATE TABLE message_thread (
    course_id VARCHAR(20) NOT NULL, student_id VARCHAR(150) NOT NULL, status VARCHAR(10) NOT NULL,
    closed_at TIMESTAMP WITHOUT TIME ZONE, id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (course_id) REFERENCES curso (codigo),
    FOREIGN KEY (student_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_message_thread_id ON message_thread (id);

CREATE TABLE moderador_curso (
    curso VARCHAR(20) NOT NULL, usuario VARCHAR(150) NOT NULL, vigente BOOLEAN, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo) ON DELETE CASCADE,
    FOREIGN KEY (usuario) REFERENCES usuario (usuario) ON DELETE CASCADE
);
CREATE INDEX ix_moderador_curso_curso ON moderador_curso (curso);
CREATE INDEX ix_moderador_curso_id ON moderador_curso (id);
CREATE INDEX ix_moderador_curso_usuario ON moderador_curso (usuario);

CREATE TABLE pago (
    usuario VARCHAR(150) NOT NULL, curso VARCHAR(20) NOT NULL, moneda VARCHAR(5), monto NUMERIC,
    fecha TIMESTAMP WITHOUT TIME ZONE, estado VARCHAR(20), metodo VARCHAR(20), referencia VARCHAR(100),
    descripcion VARCHAR(500), audit BOOLEAN, nombre VARCHAR(100) NOT NULL, apellido VARCHAR(100) NOT NULL,
    correo_electronico VARCHAR(150) NOT NULL, direccion1 VARCHAR(200), direccion2 VARCHAR(200), pais VARCHAR(100),
    provincia VARCHAR(100), codigo_postal VARCHAR(20), id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario),
    FOREIGN KEY (curso) REFERENCES curso (codigo)
);
CREATE INDEX ix_pago_curso ON pago (curso);
CREATE INDEX ix_pago_id ON pago (id);
CREATE INDEX ix_pago_usuario ON pago (usuario);

CREATE TABLE programa_curso (
    curso VARCHAR(20) NOT NULL, programa VARCHAR(10) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (programa) REFERENCES programa (codigo)
);
CREATE INDEX ix_programa_curso_curso ON programa_curso (curso);
CREATE INDEX ix_programa_curso_id ON programa_curso (id);
CREATE INDEX ix_programa_curso_programa ON programa_curso (programa);

CREATE TABLE programa_estudiante (
    usuario VARCHAR(150) NOT NULL, programa VARCHAR(26) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario),
    FOREIGN KEY (programa) REFERENCES programa (id)
);
CREATE INDEX ix_programa_estudiante_id ON programa_estudiante (id);
CREATE INDEX ix_programa_estudiante_programa ON programa_estudiante (programa);
CREATE INDEX ix_programa_estudiante_usuario ON programa_estudiante (usuario);

CREATE TABLE slide_show_resource (
    course_id VARCHAR(20) NOT NULL, title VARCHAR(150) NOT NULL, theme VARCHAR(20) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (course_id) REFERENCES curso (codigo)
);
CREATE INDEX ix_slide_show_resource_course_id ON slide_show_resource (course_id);
CREATE INDEX ix_slide_show_resource_id ON slide_show_resource (id);

CREATE TABLE curso_recurso (
    indice INTEGER, seccion VARCHAR(26) NOT NULL, curso VARCHAR(20) NOT NULL, nombre VARCHAR(150) NOT NULL,
    descripcion TEXT NOT NULL, tipo VARCHAR(150) NOT NULL, requerido VARCHAR(10), url VARCHAR(250), fecha DATE,
    hora_inicio TIME WITHOUT TIME ZONE, hora_fin TIME WITHOUT TIME ZONE, publico BOOLEAN, base_doc_url VARCHAR(50),
    doc VARCHAR(50), ext VARCHAR(5), text TEXT, external_code TEXT, notes VARCHAR(20), subtitle_vtt TEXT,
    subtitle_vtt_secondary TEXT, descripcion_html_preformateado BOOLEAN NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (seccion) REFERENCES curso_seccion (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    UNIQUE (ext)
);
CREATE INDEX ix_curso_recurso_curso ON curso_recurso (curso);
CREATE INDEX ix_curso_recurso_id ON curso_recurso (id);
CREATE INDEX ix_curso_recurso_indice ON curso_recurso (indice);
CREATE INDEX ix_curso_recurso_seccion ON curso_recurso (seccion);

CREATE TABLE estudiante_curso (
    curso VARCHAR(20) NOT NULL, usuario VARCHAR(150) NOT NULL, vigente BOOLEAN, pago VARCHAR(26),
    id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo) ON DELETE CASCADE,
    FOREIGN KEY (usuario) REFERENCES usuario (usuario) ON DELETE CASCADE,
    FOREIGN KEY (pago) REFERENCES pago (id)
);
CREATE INDEX ix_estudiante_curso_curso ON estudiante_curso (curso);
CREATE INDEX ix_estudiante_curso_id ON estudiante_curso (id);
CREATE INDEX ix_estudiante_curso_pago ON estudiante_curso (pago);
CREATE INDEX ix_estudiante_curso_usuario ON estudiante_curso (usuario);

CREATE TABLE evaluation (
    section_id VARCHAR(26) NOT NULL, title VARCHAR(200) NOT NULL, description VARCHAR(1000), is_exam BOOLEAN,
    passing_score FLOAT NOT NULL, max_attempts INTEGER, available_until TIMESTAMP WITHOUT TIME ZONE,
    reopened_at TIMESTAMP WITHOUT TIME ZONE, reopened_for_user_id VARCHAR(150), penalty_percent FLOAT,
    id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (section_id) REFERENCES curso_seccion (id),
    FOREIGN KEY (reopened_for_user_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_evaluation_id ON evaluation (id);
CREATE INDEX ix_evaluation_section_id ON evaluation (section_id);

CREATE TABLE master_class_enrollments (
    master_class_id VARCHAR(26) NOT NULL, user_id VARCHAR(150) NOT NULL, is_confirmed BOOLEAN NOT NULL,
    payment_id VARCHAR(26), enrolled_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT unique_enrollment_per_user UNIQUE (master_class_id, user_id),
    FOREIGN KEY (master_class_id) REFERENCES master_classes (id),
    FOREIGN KEY (user_id) REFERENCES usuario (usuario),
    FOREIGN KEY (payment_id) REFERENCES pago (id)
);
CREATE INDEX ix_master_class_enrollments_id ON master_class_enrollments (id);
CREATE INDEX ix_master_class_enrollments_master_class_id ON master_class_enrollments (master_class_id);
CREATE INDEX ix_master_class_enrollments_payment_id ON master_class_enrollments (payment_id);
CREATE INDEX ix_master_class_enrollments_user_id ON master_class_enrollments (user_id);

CREATE TABLE message (
    thread_id VARCHAR(26) NOT NULL, sender_id VARCHAR(150) NOT NULL, content TEXT NOT NULL,
    read_at TIMESTAMP WITHOUT TIME ZONE, is_reported BOOLEAN NOT NULL, reported_reason TEXT, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (thread_id) REFERENCES message_thread (id),
    FOREIGN KEY (sender_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_message_id ON message (id);

CREATE TABLE slide (
    slide_show_id VARCHAR(26) NOT NULL, title VARCHAR(150) NOT NULL, content TEXT NOT NULL, "order" INTEGER NOT NULL,
    id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (slide_show_id) REFERENCES slide_show_resource (id)
);
CREATE INDEX ix_slide_id ON slide (id);
CREATE INDEX ix_slide_slide_show_id ON slide (slide_show_id);

CREATE TABLE curso_recurso_avance (
    curso VARCHAR(20) NOT NULL, recurso VARCHAR(32) NOT NULL, usuario VARCHAR(150) NOT NULL, completado BOOLEAN,
    requerido VARCHAR(10), id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo) ON DELETE CASCADE,
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id) ON DELETE CASCADE,
    FOREIGN KEY (usuario) REFERENCES usuario (usuario) ON DELETE CASCADE
);
CREATE INDEX ix_curso_recurso_avance_curso ON curso_recurso_avance (curso);
CREATE INDEX ix_curso_recurso_avance_id ON curso_recurso_avance (id);
CREATE INDEX ix_curso_recurso_avance_recurso ON curso_recurso_avance (recurso);
CREATE INDEX ix_curso_recurso_avance_usuario ON curso_recurso_avance (usuario);

CREATE TABLE curso_recurso_consulta (
    curso VARCHAR(20) NOT NULL, recurso VARCHAR(32) NOT NULL, usuario VARCHAR(150) NOT NULL, pregunta VARCHAR(500),
    respuesta VARCHAR(500), id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario)
);
CREATE INDEX ix_curso_recurso_consulta_id ON curso_recurso_consulta (id);

CREATE TABLE curso_recurso_pregunta (
    indice INTEGER, codigo VARCHAR(32), curso VARCHAR(20) NOT NULL, seccion VARCHAR(32) NOT NULL,
    recurso VARCHAR(32) NOT NULL, tipo VARCHAR(15), evaluar BOOLEAN, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT curso_recurso_pregunta_unico UNIQUE (codigo),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (seccion) REFERENCES curso_seccion (id),
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id)
);
CREATE INDEX ix_curso_recurso_pregunta_curso ON curso_recurso_pregunta (curso);
CREATE INDEX ix_curso_recurso_pregunta_id ON curso_recurso_pregunta (id);
CREATE INDEX ix_curso_recurso_pregunta_recurso ON curso_recurso_pregunta (recurso);
CREATE INDEX ix_curso_recurso_pregunta_seccion ON curso_recurso_pregunta (seccion);

CREATE TABLE curso_recurso_slide_show (
    titulo VARCHAR(100) NOT NULL, descripcion VARCHAR(250) NOT NULL, codigo VARCHAR(32), curso VARCHAR(20) NOT NULL,
    recurso VARCHAR(32) NOT NULL, usuario VARCHAR(20) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT codigo_slideshow_unico UNIQUE (codigo),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario)
);
CREATE INDEX ix_curso_recurso_slide_show_curso ON curso_recurso_slide_show (curso);
CREATE INDEX ix_curso_recurso_slide_show_id ON curso_recurso_slide_show (id);
CREATE INDEX ix_curso_recurso_slide_show_recurso ON curso_recurso_slide_show (recurso);

CREATE TABLE evaluation_attempt (
    evaluation_id VARCHAR(26) NOT NULL, user_id VARCHAR(150) NOT NULL, score FLOAT, passed BOOLEAN,
    started_at TIMESTAMP WITHOUT TIME ZONE, submitted_at TIMESTAMP WITHOUT TIME ZONE, was_late BOOLEAN,
    id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (evaluation_id) REFERENCES evaluation (id),
    FOREIGN KEY (user_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_evaluation_attempt_evaluation_id ON evaluation_attempt (evaluation_id);
CREATE INDEX ix_evaluation_attempt_id ON evaluation_attempt (id);
CREATE INDEX ix_evaluation_attempt_user_id ON evaluation_attempt (user_id);

CREATE TABLE evaluation_reopen_request (
    user_id VARCHAR(150) NOT NULL, evaluation_id VARCHAR(26) NOT NULL, justification_text VARCHAR(1000) NOT NULL,
    status VARCHAR(20), reviewed_at TIMESTAMP WITHOUT TIME ZONE, approved_by VARCHAR(150), id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (user_id) REFERENCES usuario (usuario),
    FOREIGN KEY (evaluation_id) REFERENCES evaluation (id),
    FOREIGN KEY (approved_by) REFERENCES usuario (usuario)
);
CREATE INDEX ix_evaluation_reopen_request_evaluation_id ON evaluation_reopen_request (evaluation_id);
CREATE INDEX ix_evaluation_reopen_request_id ON evaluation_reopen_request (id);
CREATE INDEX ix_evaluation_reopen_request_user_id ON evaluation_reopen_request (user_id);

CREATE TABLE mensaje (
    usuario VARCHAR(26), curso VARCHAR(20), recurso VARCHAR(10), cerrado BOOLEAN, publico BOOLEAN,
    titulo VARCHAR(100), texto VARCHAR(1000), parent VARCHAR(26), id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id),
    FOREIGN KEY (parent) REFERENCES mensaje (id)
);
CREATE INDEX ix_mensaje_curso ON mensaje (curso);
CREATE INDEX ix_mensaje_id ON mensaje (id);
CREATE INDEX ix_mensaje_parent ON mensaje (parent);
CREATE INDEX ix_mensaje_recurso ON mensaje (recurso);
CREATE INDEX ix_mensaje_usuario ON mensaje (usuario);

CREATE TABLE question (
    evaluation_id VARCHAR(26) NOT NULL, type VARCHAR(20) NOT NULL, text VARCHAR(1000) NOT NULL,
    explanation VARCHAR(1000), "order" INTEGER NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (evaluation_id) REFERENCES evaluation (id)
);
CREATE INDEX ix_question_evaluation_id ON question (evaluation_id);
CREATE INDEX ix_question_id ON question (id);

CREATE TABLE user_events (
    user_id VARCHAR(150) NOT NULL, course_id VARCHAR(20) NOT NULL, section_id VARCHAR(26), resource_id VARCHAR(26),
    evaluation_id VARCHAR(26), resource_type VARCHAR(20) NOT NULL, title VARCHAR(255) NOT NULL, description TEXT,
    start_time TIMESTAMP WITHOUT TIME ZONE NOT NULL, end_time TIMESTAMP WITHOUT TIME ZONE, timezone VARCHAR(50),
    status VARCHAR(20) NOT NULL, id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (user_id) REFERENCES usuario (usuario),
    FOREIGN KEY (course_id) REFERENCES curso (codigo),
    FOREIGN KEY (section_id) REFERENCES curso_seccion (id),
    FOREIGN KEY (resource_id) REFERENCES curso_recurso (id),
    FOREIGN KEY (evaluation_id) REFERENCES evaluation (id)
);
CREATE INDEX ix_user_events_course_id ON user_events (course_id);
CREATE INDEX ix_user_events_evaluation_id ON user_events (evaluation_id);
CREATE INDEX ix_user_events_id ON user_events (id);
CREATE INDEX ix_user_events_resource_id ON user_events (resource_id);
CREATE INDEX ix_user_events_resource_type ON user_events (resource_type);
CREATE INDEX ix_user_events_section_id ON user_events (section_id);
CREATE INDEX ix_user_events_start_time ON user_events (start_time);
CREATE INDEX ix_user_events_status ON user_events (status);
CREATE INDEX ix_user_events_user_id ON user_events (user_id);

CREATE TABLE answer (
    attempt_id VARCHAR(26) NOT NULL, question_id VARCHAR(26) NOT NULL, selected_option_ids TEXT,
    id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (attempt_id) REFERENCES evaluation_attempt (id),
    FOREIGN KEY (question_id) REFERENCES question (id)
);
CREATE INDEX ix_answer_attempt_id ON answer (attempt_id);
CREATE INDEX ix_answer_id ON answer (id);
CREATE INDEX ix_answer_question_id ON answer (question_id);

CREATE TABLE curso_recurso_pregunta_opcion (
    curso VARCHAR(20) NOT NULL, recurso VARCHAR(32) NOT NULL, pregunta VARCHAR(32) NOT NULL, texto VARCHAR(50),
    boleano BOOLEAN, correcta BOOLEAN, id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id),
    FOREIGN KEY (pregunta) REFERENCES curso_recurso_pregunta (id)
);
CREATE INDEX ix_curso_recurso_pregunta_opcion_curso ON curso_recurso_pregunta_opcion (curso);
CREATE INDEX ix_curso_recurso_pregunta_opcion_id ON curso_recurso_pregunta_opcion (id);
CREATE INDEX ix_curso_recurso_pregunta_opcion_pregunta ON curso_recurso_pregunta_opcion (pregunta);
CREATE INDEX ix_curso_recurso_pregunta_opcion_recurso ON curso_recurso_pregunta_opcion (recurso);

CREATE TABLE curso_recurso_pregunta_respuesta (
    curso VARCHAR(20) NOT NULL, recurso VARCHAR(32) NOT NULL, pregunta VARCHAR(32) NOT NULL,
    usuario VARCHAR(150) NOT NULL, texto VARCHAR(500), boleano BOOLEAN, correcta BOOLEAN, nota FLOAT,
    id VARCHAR(26) NOT NULL, timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id),
    FOREIGN KEY (pregunta) REFERENCES curso_recurso_pregunta (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario)
);
CREATE INDEX ix_curso_recurso_pregunta_respuesta_curso ON curso_recurso_pregunta_respuesta (curso);
CREATE INDEX ix_curso_recurso_pregunta_respuesta_id ON curso_recurso_pregunta_respuesta (id);
CREATE INDEX ix_curso_recurso_pregunta_respuesta_pregunta ON curso_recurso_pregunta_respuesta (pregunta);
CREATE INDEX ix_curso_recurso_pregunta_respuesta_recurso ON curso_recurso_pregunta_respuesta (recurso);
CREATE INDEX ix_curso_recurso_pregunta_respuesta_usuario ON curso_recurso_pregunta_respuesta (usuario);

CREATE TABLE curso_recurso_slides (
    titulo VARCHAR(100) NOT NULL, texto VARCHAR(500) NOT NULL, indice INTEGER, curso VARCHAR(20) NOT NULL,
    recurso VARCHAR(32) NOT NULL, slide_show VARCHAR(32) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id),
    FOREIGN KEY (slide_show) REFERENCES curso_recurso_slide_show (codigo)
);
CREATE INDEX ix_curso_recurso_slides_id ON curso_recurso_slides (id);

CREATE TABLE question_option (
    question_id VARCHAR(26) NOT NULL, text VARCHAR(500) NOT NULL, is_correct BOOLEAN, id VARCHAR(26) NOT NULL,
    timestamp TIMESTAMP WITHOUT TIME ZONE NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado TIMESTAMP WITHOUT TIME ZONE, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (question_id) REFERENCES question (id)
);
CREATE INDEX ix_question_option_id ON question_option (id);
CREATE INDEX ix_question_option_question_id ON question_option (question_id);

-- upgrade mysql
CREATE TABLE ad_sense (
    meta_tag VARCHAR(100), meta_tag_include BOOL, pub_id VARCHAR(20), add_code VARCHAR(500), show_ads BOOL,
    add_leaderboard TEXT, add_medium_rectangle TEXT, add_large_rectangle TEXT, add_mobile_banner TEXT,
    add_wide_skyscraper TEXT, add_skyscraper TEXT, add_large_skyscraper TEXT, add_billboard TEXT,
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_ad_sense_id ON ad_sense (id);

CREATE TABLE blog_tag (
    name VARCHAR(50) NOT NULL, slug VARCHAR(60) NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_blog_tag_id ON blog_tag (id);
CREATE UNIQUE INDEX ix_blog_tag_name ON blog_tag (name);
CREATE UNIQUE INDEX ix_blog_tag_slug ON blog_tag (slug);

CREATE TABLE categoria (
    nombre VARCHAR(100) NOT NULL, descripcion VARCHAR(250) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_categoria_id ON categoria (id);

CREATE TABLE configuracion (
    titulo VARCHAR(150) NOT NULL, descripcion VARCHAR(500) NOT NULL, titulo_html VARCHAR(50), hero VARCHAR(250),
    enable_feature_section BOOL NOT NULL, custom_feature_section TEXT, moneda VARCHAR(5), verify_user_by_email BOOL,
    allow_unverified_email_login BOOL NOT NULL, lang VARCHAR(5), time_zone VARCHAR(50), enable_programs BOOL NOT NULL,
    enable_masterclass BOOL NOT NULL, enable_resources BOOL NOT NULL, enable_blog BOOL NOT NULL,
    custom_text1 VARCHAR(250), custom_text2 VARCHAR(250), custom_text3 VARCHAR(250), custom_text4 VARCHAR(250),
    eslogan VARCHAR(500), enable_file_uploads BOOL NOT NULL, max_file_size INTEGER NOT NULL,
    enable_html_preformatted_descriptions BOOL NOT NULL, r BLOB, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_configuracion_id ON configuracion (id);

CREATE TABLE etiqueta (
    nombre VARCHAR(20) NOT NULL, color VARCHAR(10) NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_etiqueta_id ON etiqueta (id);

CREATE TABLE files (
    archivo VARCHAR(100) NOT NULL, tipo VARCHAR(15) NOT NULL, hashtag VARCHAR(50) NOT NULL, url VARCHAR(100) NOT NULL,
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_files_id ON files (id);

CREATE TABLE mail_config (
    `MAIL_SERVER` VARCHAR(100), `MAIL_PORT` VARCHAR(6), `MAIL_USERNAME` VARCHAR(100), `MAIL_PASSWORD` BLOB,
    `MAIL_USE_TLS` BOOL, `MAIL_USE_SSL` BOOL, `MAIL_DEFAULT_SENDER` VARCHAR(100),
    `MAIL_DEFAULT_SENDER_NAME` VARCHAR(100), email_verificado BOOL, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_mail_config_id ON mail_config (id);

CREATE TABLE pagos_config (
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_pagos_config_id ON pagos_config (id);

CREATE TABLE paypal_config (
    enable BOOL, sandbox BOOL, paypal_id VARCHAR(200), paypal_sandbox VARCHAR(200), paypal_secret BLOB,
    paypal_sandbox_secret BLOB, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_paypal_config_id ON paypal_config (id);

CREATE TABLE style (
    theme VARCHAR(15), custom_logo BOOL, custom_logo_ext VARCHAR(5), custom_favicon BOOL, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_style_id ON style (id);

CREATE TABLE system_info (
    param VARCHAR(20) NOT NULL, val VARCHAR(100), id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id)
);
CREATE INDEX ix_system_info_id ON system_info (id);
CREATE UNIQUE INDEX ix_system_info_param ON system_info (param);

CREATE TABLE usuario (
    usuario VARCHAR(150) NOT NULL, acceso BLOB NOT NULL, nombre VARCHAR(100), apellido VARCHAR(100),
    correo_electronico VARCHAR(150), correo_electronico_verificado BOOL, tipo VARCHAR(20), activo BOOL, visible BOOL,
    titulo VARCHAR(15), genero VARCHAR(10), nacimiento DATE, bio VARCHAR(500), fecha_alta DATETIME,
    ultimo_acceso DATETIME, url VARCHAR(100), linkedin VARCHAR(50), facebook VARCHAR(50), twitter VARCHAR(50),
    github VARCHAR(500), youtube VARCHAR(500), portada BOOL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT correo_usuario_unico UNIQUE (correo_electronico)
);
CREATE INDEX ix_usuario_id ON usuario (id);
CREATE UNIQUE INDEX ix_usuario_usuario ON usuario (usuario);

CREATE TABLE blog_post (
    title VARCHAR(200) NOT NULL, slug VARCHAR(250) NOT NULL, content TEXT NOT NULL, author_id VARCHAR(150) NOT NULL,
    status VARCHAR(20) NOT NULL, allow_comments BOOL NOT NULL, published_at DATETIME, comment_count INTEGER NOT NULL,
    view_count INTEGER NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (author_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_blog_post_author_id ON blog_post (author_id);
CREATE INDEX ix_blog_post_id ON blog_post (id);
CREATE UNIQUE INDEX ix_blog_post_slug ON blog_post (slug);
CREATE INDEX ix_blog_post_status ON blog_post (status);

CREATE TABLE certificado (
    code VARCHAR(25), titulo VARCHAR(50), descripcion VARCHAR(500), html TEXT, css TEXT, tipo VARCHAR(7),
    habilitado BOOL, publico BOOL, usuario VARCHAR(20), id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario)
);
CREATE UNIQUE INDEX ix_certificado_code ON certificado (code);
CREATE INDEX ix_certificado_id ON certificado (id);

CREATE TABLE recurso (
    nombre VARCHAR(50) NOT NULL, codigo VARCHAR(10) NOT NULL, tipo VARCHAR(15), descripcion VARCHAR(500),
    precio FLOAT, publico BOOL, logo BOOL, file_name VARCHAR(200), promocionado BOOL, fecha_promocionado DATETIME,
    usuario VARCHAR(20), pagado BOOL, descripcion_html_preformateado BOOL NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT codigo_recurso_unico UNIQUE (codigo),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario)
);
CREATE UNIQUE INDEX ix_recurso_codigo ON recurso (codigo);
CREATE INDEX ix_recurso_id ON recurso (id);

CREATE TABLE usuario_grupo (
    activo BOOL, nombre VARCHAR(50) NOT NULL, descripcion VARCHAR(500) NOT NULL, tutor VARCHAR(20),
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (tutor) REFERENCES usuario (usuario)
);
CREATE INDEX ix_usuario_grupo_activo ON usuario_grupo (activo);
CREATE INDEX ix_usuario_grupo_id ON usuario_grupo (id);

CREATE TABLE blog_comment (
    post_id VARCHAR(26) NOT NULL, user_id VARCHAR(150) NOT NULL, content TEXT NOT NULL, status VARCHAR(20) NOT NULL,
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (post_id) REFERENCES blog_post (id),
    FOREIGN KEY (user_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_blog_comment_id ON blog_comment (id);
CREATE INDEX ix_blog_comment_post_id ON blog_comment (post_id);
CREATE INDEX ix_blog_comment_status ON blog_comment (status);
CREATE INDEX ix_blog_comment_user_id ON blog_comment (user_id);

CREATE TABLE blog_post_tags (
    post_id VARCHAR(26) NOT NULL, tag_id VARCHAR(26) NOT NULL,
    PRIMARY KEY (post_id, tag_id),
    FOREIGN KEY (post_id) REFERENCES blog_post (id),
    FOREIGN KEY (tag_id) REFERENCES blog_tag (id)
);

CREATE TABLE curso (
    nombre VARCHAR(150) NOT NULL, codigo VARCHAR(20), descripcion_corta VARCHAR(280) NOT NULL,
    descripcion VARCHAR(1000) NOT NULL, portada BOOL, portada_ext VARCHAR(5), nivel INTEGER, duracion INTEGER,
    estado VARCHAR(9) NOT NULL, publico BOOL, modalidad VARCHAR(10), foro_habilitado BOOL NOT NULL, limitado BOOL,
    capacidad INTEGER, fecha_inicio DATE, fecha_fin DATE, promocionado BOOL, fecha_promocionado DATETIME, pagado BOOL,
    auditable BOOL, precio NUMERIC(10, 2), certificado BOOL, plantilla_certificado VARCHAR(25),
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT curso_codigo_unico UNIQUE (codigo),
    FOREIGN KEY (plantilla_certificado) REFERENCES certificado (code)
);
CREATE UNIQUE INDEX ix_curso_codigo ON curso (codigo);
CREATE INDEX ix_curso_estado ON curso (estado);
CREATE INDEX ix_curso_id ON curso (id);
CREATE INDEX ix_curso_plantilla_certificado ON curso (plantilla_certificado);

CREATE TABLE master_classes (
    title VARCHAR(150) NOT NULL, slug VARCHAR(200) NOT NULL, description_public TEXT NOT NULL,
    description_private TEXT, date DATE NOT NULL, start_time TIME NOT NULL, end_time TIME NOT NULL,
    is_paid BOOL NOT NULL, price NUMERIC(10, 2), early_discount NUMERIC(5, 2), discount_deadline DATETIME,
    platform_name VARCHAR(50) NOT NULL, platform_url VARCHAR(500) NOT NULL, is_certificate BOOL NOT NULL,
    diploma_template_id VARCHAR(26), video_recording_url VARCHAR(500), image_path VARCHAR(200),
    instructor_id VARCHAR(150) NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (diploma_template_id) REFERENCES certificado (code),
    FOREIGN KEY (instructor_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_master_classes_diploma_template_id ON master_classes (diploma_template_id);
CREATE INDEX ix_master_classes_id ON master_classes (id);
CREATE INDEX ix_master_classes_instructor_id ON master_classes (instructor_id);
CREATE UNIQUE INDEX ix_master_classes_slug ON master_classes (slug);

CREATE TABLE programa (
    nombre VARCHAR(20) NOT NULL, codigo VARCHAR(10) NOT NULL, descripcion VARCHAR(200), texto VARCHAR(1500),
    pagado BOOL, precio FLOAT, publico BOOL, estado VARCHAR(20), logo BOOL, promocionado BOOL,
    fecha_promocionado DATETIME, certificado BOOL, plantilla_certificado VARCHAR(25), id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT codigo_programa_unico UNIQUE (codigo),
    UNIQUE (codigo),
    FOREIGN KEY (plantilla_certificado) REFERENCES certificado (code)
);
CREATE INDEX ix_programa_id ON programa (id);
CREATE INDEX ix_programa_plantilla_certificado ON programa (plantilla_certificado);

CREATE TABLE usuario_grupo_miembro (
    grupo VARCHAR(26), usuario VARCHAR(150), id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (grupo) REFERENCES usuario_grupo (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario)
);
CREATE INDEX ix_usuario_grupo_miembro_id ON usuario_grupo_miembro (id);

CREATE TABLE announcement (
    title VARCHAR(255) NOT NULL, message TEXT NOT NULL, course_id VARCHAR(20), created_by_id VARCHAR(150) NOT NULL,
    expires_at DATETIME, is_sticky BOOL NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (course_id) REFERENCES curso (codigo),
    FOREIGN KEY (created_by_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_announcement_course_id ON announcement (course_id);
CREATE INDEX ix_announcement_created_by_id ON announcement (created_by_id);
CREATE INDEX ix_announcement_id ON announcement (id);

CREATE TABLE categoria_curso (
    curso VARCHAR(20) NOT NULL, categoria VARCHAR(26) NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (categoria) REFERENCES categoria (id)
);
CREATE INDEX ix_categoria_curso_categoria ON categoria_curso (categoria);
CREATE INDEX ix_categoria_curso_curso ON categoria_curso (curso);
CREATE INDEX ix_categoria_curso_id ON categoria_curso (id);

CREATE TABLE categoria_programa (
    programa VARCHAR(26) NOT NULL, categoria VARCHAR(26) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (programa) REFERENCES programa (id),
    FOREIGN KEY (categoria) REFERENCES categoria (id)
);
CREATE INDEX ix_categoria_programa_categoria ON categoria_programa (categoria);
CREATE INDEX ix_categoria_programa_id ON categoria_programa (id);
CREATE INDEX ix_categoria_programa_programa ON categoria_programa (programa);

CREATE TABLE certificacion (
    usuario VARCHAR(26) NOT NULL, curso VARCHAR(20), master_class_id VARCHAR(26), certificado VARCHAR(26) NOT NULL,
    fecha DATE NOT NULL, nota NUMERIC(5, 2), id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (master_class_id) REFERENCES master_classes (id),
    FOREIGN KEY (certificado) REFERENCES certificado (code)
);
CREATE INDEX ix_certificacion_certificado ON certificacion (certificado);
CREATE INDEX ix_certificacion_curso ON certificacion (curso);
CREATE INDEX ix_certificacion_id ON certificacion (id);
CREATE INDEX ix_certificacion_master_class_id ON certificacion (master_class_id);
CREATE INDEX ix_certificacion_usuario ON certificacion (usuario);

CREATE TABLE certificacion_programa (
    usuario VARCHAR(26) NOT NULL, programa VARCHAR(26) NOT NULL, certificado VARCHAR(26) NOT NULL,
    fecha DATE NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario),
    FOREIGN KEY (programa) REFERENCES programa (id),
    FOREIGN KEY (certificado) REFERENCES certificado (code)
);
CREATE INDEX ix_certificacion_programa_certificado ON certificacion_programa (certificado);
CREATE INDEX ix_certificacion_programa_id ON certificacion_programa (id);
CREATE INDEX ix_certificacion_programa_programa ON certificacion_programa (programa);
CREATE INDEX ix_certificacion_programa_usuario ON certificacion_programa (usuario);

CREATE TABLE coupon (
    course_id VARCHAR(20) NOT NULL, code VARCHAR(50) NOT NULL, discount_type VARCHAR(20) NOT NULL,
    discount_value FLOAT NOT NULL, max_uses INTEGER, expires_at DATETIME, current_uses INTEGER NOT NULL,
    created_by VARCHAR(150) NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT unique_coupon_per_course UNIQUE (course_id, code),
    FOREIGN KEY (course_id) REFERENCES curso (codigo),
    FOREIGN KEY (created_by) REFERENCES usuario (usuario)
);
CREATE INDEX ix_coupon_code ON coupon (code);
CREATE INDEX ix_coupon_course_id ON coupon (course_id);
CREATE INDEX ix_coupon_created_by ON coupon (created_by);
CREATE INDEX ix_coupon_id ON coupon (id);

CREATE TABLE course_library (
    curso VARCHAR(20) NOT NULL, filename VARCHAR(255) NOT NULL, original_filename VARCHAR(255) NOT NULL,
    nombre VARCHAR(255) NOT NULL, descripcion VARCHAR(1000) NOT NULL, file_size INTEGER NOT NULL,
    mime_type VARCHAR(100), id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT course_library_unique_file UNIQUE (curso, filename),
    FOREIGN KEY (curso) REFERENCES curso (codigo)
);
CREATE INDEX ix_course_library_curso ON course_library (curso);
CREATE INDEX ix_course_library_filename ON course_library (filename);
CREATE INDEX ix_course_library_id ON course_library (id);

CREATE TABLE curso_recurso_descargable (
    curso VARCHAR(20) NOT NULL, recurso VARCHAR(10) NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (recurso) REFERENCES recurso (codigo)
);
CREATE INDEX ix_curso_recurso_descargable_curso ON curso_recurso_descargable (curso);
CREATE INDEX ix_curso_recurso_descargable_id ON curso_recurso_descargable (id);
CREATE INDEX ix_curso_recurso_descargable_recurso ON curso_recurso_descargable (recurso);

CREATE TABLE curso_seccion (
    curso VARCHAR(20) NOT NULL, nombre VARCHAR(100) NOT NULL, descripcion VARCHAR(250) NOT NULL, indice INTEGER,
    estado BOOL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo)
);
CREATE INDEX ix_curso_seccion_curso ON curso_seccion (curso);
CREATE INDEX ix_curso_seccion_id ON curso_seccion (id);
CREATE INDEX ix_curso_seccion_indice ON curso_seccion (indice);

CREATE TABLE curso_usuario_avance (
    curso VARCHAR(20) NOT NULL, usuario VARCHAR(150) NOT NULL, recursos_requeridos INTEGER,
    recursos_completados INTEGER, avance FLOAT, completado BOOL, fecha_inicio DATETIME, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo) ON DELETE CASCADE,
    FOREIGN KEY (usuario) REFERENCES usuario (usuario) ON DELETE CASCADE
);
CREATE INDEX ix_curso_usuario_avance_curso ON curso_usuario_avance (curso);
CREATE INDEX ix_curso_usuario_avance_id ON curso_usuario_avance (id);
CREATE INDEX ix_curso_usuario_avance_usuario ON curso_usuario_avance (usuario);

CREATE TABLE docente_curso (
    curso VARCHAR(20) NOT NULL, usuario VARCHAR(150) NOT NULL, vigente BOOL, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo) ON DELETE CASCADE,
    FOREIGN KEY (usuario) REFERENCES usuario (usuario) ON DELETE CASCADE
);
CREATE INDEX ix_docente_curso_curso ON docente_curso (curso);
CREATE INDEX ix_docente_curso_id ON docente_curso (id);
CREATE INDEX ix_docente_curso_usuario ON docente_curso (usuario);

CREATE TABLE etiqueta_curso (
    curso VARCHAR(20) NOT NULL, etiqueta VARCHAR(26) NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (etiqueta) REFERENCES etiqueta (id)
);
CREATE INDEX ix_etiqueta_curso_curso ON etiqueta_curso (curso);
CREATE INDEX ix_etiqueta_curso_etiqueta ON etiqueta_curso (etiqueta);
CREATE INDEX ix_etiqueta_curso_id ON etiqueta_curso (id);

CREATE TABLE etiqueta_programa (
    programa VARCHAR(26) NOT NULL, etiqueta VARCHAR(26) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (programa) REFERENCES programa (id),
    FOREIGN KEY (etiqueta) REFERENCES etiqueta (id)
);
CREATE INDEX ix_etiqueta_programa_etiqueta ON etiqueta_programa (etiqueta);
CREATE INDEX ix_etiqueta_programa_id ON etiqueta_programa (id);
CREATE INDEX ix_etiqueta_programa_programa ON etiqueta_programa (programa);

CREATE TABLE foro_mensaje (
    curso_id VARCHAR(20) NOT NULL, usuario_id VARCHAR(150) NOT NULL, parent_id VARCHAR(26), contenido TEXT NOT NULL,
    fecha_creacion DATETIME NOT NULL, fecha_modificacion DATETIME, estado VARCHAR(10) NOT NULL,
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso_id) REFERENCES curso (codigo),
    FOREIGN KEY (usuario_id) REFERENCES usuario (usuario),
    FOREIGN KEY (parent_id) REFERENCES foro_mensaje (id)
);
CREATE INDEX ix_foro_mensaje_curso_id ON foro_mensaje (curso_id);
CREATE INDEX ix_foro_mensaje_id ON foro_mensaje (id);
CREATE INDEX ix_foro_mensaje_parent_id ON foro_mensaje (parent_id);
CREATE INDEX ix_foro_mensaje_usuario_id ON foro_mensaje (usuario_id);

CREATE TABLE message_thread (
    course_id VARCHAR(20) NOT NULL, student_id VARCHAR(150) NOT NULL, status VARCHAR(10) NOT NULL, closed_at DATETIME,
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (course_id) REFERENCES curso (codigo),
    FOREIGN KEY (student_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_message_thread_id ON message_thread (id);

CREATE TABLE moderador_curso (
    curso VARCHAR(20) NOT NULL, usuario VARCHAR(150) NOT NULL, vigente BOOL, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo) ON DELETE CASCADE,
    FOREIGN KEY (usuario) REFERENCES usuario (usuario) ON DELETE CASCADE
);
CREATE INDEX ix_moderador_curso_curso ON moderador_curso (curso);
CREATE INDEX ix_moderador_curso_id ON moderador_curso (id);
CREATE INDEX ix_moderador_curso_usuario ON moderador_curso (usuario);

CREATE TABLE pago (
    usuario VARCHAR(150) NOT NULL, curso VARCHAR(20) NOT NULL, moneda VARCHAR(5), monto NUMERIC, fecha DATETIME,
    estado VARCHAR(20), metodo VARCHAR(20), referencia VARCHAR(100), descripcion VARCHAR(500), audit BOOL,
    nombre VARCHAR(100) NOT NULL, apellido VARCHAR(100) NOT NULL, correo_electronico VARCHAR(150) NOT NULL,
    direccion1 VARCHAR(200), direccion2 VARCHAR(200), pais VARCHAR(100), provincia VARCHAR(100),
    codigo_postal VARCHAR(20), id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario),
    FOREIGN KEY (curso) REFERENCES curso (codigo)
);
CREATE INDEX ix_pago_curso ON pago (curso);
CREATE INDEX ix_pago_id ON pago (id);
CREATE INDEX ix_pago_usuario ON pago (usuario);

CREATE TABLE programa_curso (
    curso VARCHAR(20) NOT NULL, programa VARCHAR(10) NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (programa) REFERENCES programa (codigo)
);
CREATE INDEX ix_programa_curso_curso ON programa_curso (curso);
CREATE INDEX ix_programa_curso_id ON programa_curso (id);
CREATE INDEX ix_programa_curso_programa ON programa_curso (programa);

CREATE TABLE programa_estudiante (
    usuario VARCHAR(150) NOT NULL, programa VARCHAR(26) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario),
    FOREIGN KEY (programa) REFERENCES programa (id)
);
CREATE INDEX ix_programa_estudiante_id ON programa_estudiante (id);
CREATE INDEX ix_programa_estudiante_programa ON programa_estudiante (programa);
CREATE INDEX ix_programa_estudiante_usuario ON programa_estudiante (usuario);

CREATE TABLE slide_show_resource (
    course_id VARCHAR(20) NOT NULL, title VARCHAR(150) NOT NULL, theme VARCHAR(20) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (course_id) REFERENCES curso (codigo)
);
CREATE INDEX ix_slide_show_resource_course_id ON slide_show_resource (course_id);
CREATE INDEX ix_slide_show_resource_id ON slide_show_resource (id);

CREATE TABLE curso_recurso (
    indice INTEGER, seccion VARCHAR(26) NOT NULL, curso VARCHAR(20) NOT NULL, nombre VARCHAR(150) NOT NULL,
    descripcion TEXT NOT NULL, tipo VARCHAR(150) NOT NULL, requerido VARCHAR(10), url VARCHAR(250), fecha DATE,
    hora_inicio TIME, hora_fin TIME, publico BOOL, base_doc_url VARCHAR(50), doc VARCHAR(50), ext VARCHAR(5),
    text TEXT, external_code TEXT, notes VARCHAR(20), subtitle_vtt TEXT, subtitle_vtt_secondary TEXT,
    descripcion_html_preformateado BOOL NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (seccion) REFERENCES curso_seccion (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    UNIQUE (ext)
);
CREATE INDEX ix_curso_recurso_curso ON curso_recurso (curso);
CREATE INDEX ix_curso_recurso_id ON curso_recurso (id);
CREATE INDEX ix_curso_recurso_indice ON curso_recurso (indice);
CREATE INDEX ix_curso_recurso_seccion ON curso_recurso (seccion);

CREATE TABLE estudiante_curso (
    curso VARCHAR(20) NOT NULL, usuario VARCHAR(150) NOT NULL, vigente BOOL, pago VARCHAR(26),
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo) ON DELETE CASCADE,
    FOREIGN KEY (usuario) REFERENCES usuario (usuario) ON DELETE CASCADE,
    FOREIGN KEY (pago) REFERENCES pago (id)
);
CREATE INDEX ix_estudiante_curso_curso ON estudiante_curso (curso);
CREATE INDEX ix_estudiante_curso_id ON estudiante_curso (id);
CREATE INDEX ix_estudiante_curso_pago ON estudiante_curso (pago);
CREATE INDEX ix_estudiante_curso_usuario ON estudiante_curso (usuario);

CREATE TABLE evaluation (
    section_id VARCHAR(26) NOT NULL, title VARCHAR(200) NOT NULL, description VARCHAR(1000), is_exam BOOL,
    passing_score FLOAT NOT NULL, max_attempts INTEGER, available_until DATETIME, reopened_at DATETIME,
    reopened_for_user_id VARCHAR(150), penalty_percent FLOAT, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (section_id) REFERENCES curso_seccion (id),
    FOREIGN KEY (reopened_for_user_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_evaluation_id ON evaluation (id);
CREATE INDEX ix_evaluation_section_id ON evaluation (section_id);

CREATE TABLE master_class_enrollments (
    master_class_id VARCHAR(26) NOT NULL, user_id VARCHAR(150) NOT NULL, is_confirmed BOOL NOT NULL,
    payment_id VARCHAR(26), enrolled_at DATETIME NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT unique_enrollment_per_user UNIQUE (master_class_id, user_id),
    FOREIGN KEY (master_class_id) REFERENCES master_classes (id),
    FOREIGN KEY (user_id) REFERENCES usuario (usuario),
    FOREIGN KEY (payment_id) REFERENCES pago (id)
);
CREATE INDEX ix_master_class_enrollments_id ON master_class_enrollments (id);
CREATE INDEX ix_master_class_enrollments_master_class_id ON master_class_enrollments (master_class_id);
CREATE INDEX ix_master_class_enrollments_payment_id ON master_class_enrollments (payment_id);
CREATE INDEX ix_master_class_enrollments_user_id ON master_class_enrollments (user_id);

CREATE TABLE message (
    thread_id VARCHAR(26) NOT NULL, sender_id VARCHAR(150) NOT NULL, content TEXT NOT NULL, read_at DATETIME,
    is_reported BOOL NOT NULL, reported_reason TEXT, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (thread_id) REFERENCES message_thread (id),
    FOREIGN KEY (sender_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_message_id ON message (id);

CREATE TABLE slide (
    slide_show_id VARCHAR(26) NOT NULL, title VARCHAR(150) NOT NULL, content TEXT NOT NULL, `order` INTEGER NOT NULL,
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (slide_show_id) REFERENCES slide_show_resource (id)
);
CREATE INDEX ix_slide_id ON slide (id);
CREATE INDEX ix_slide_slide_show_id ON slide (slide_show_id);

CREATE TABLE curso_recurso_avance (
    curso VARCHAR(20) NOT NULL, recurso VARCHAR(32) NOT NULL, usuario VARCHAR(150) NOT NULL, completado BOOL,
    requerido VARCHAR(10), id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo) ON DELETE CASCADE,
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id) ON DELETE CASCADE,
    FOREIGN KEY (usuario) REFERENCES usuario (usuario) ON DELETE CASCADE
);
CREATE INDEX ix_curso_recurso_avance_curso ON curso_recurso_avance (curso);
CREATE INDEX ix_curso_recurso_avance_id ON curso_recurso_avance (id);
CREATE INDEX ix_curso_recurso_avance_recurso ON curso_recurso_avance (recurso);
CREATE INDEX ix_curso_recurso_avance_usuario ON curso_recurso_avance (usuario);

CREATE TABLE curso_recurso_consulta (
    curso VARCHAR(20) NOT NULL, recurso VARCHAR(32) NOT NULL, usuario VARCHAR(150) NOT NULL, pregunta VARCHAR(500),
    respuesta VARCHAR(500), id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario)
);
CREATE INDEX ix_curso_recurso_consulta_id ON curso_recurso_consulta (id);

CREATE TABLE curso_recurso_pregunta (
    indice INTEGER, codigo VARCHAR(32), curso VARCHAR(20) NOT NULL, seccion VARCHAR(32) NOT NULL,
    recurso VARCHAR(32) NOT NULL, tipo VARCHAR(15), evaluar BOOL, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT curso_recurso_pregunta_unico UNIQUE (codigo),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (seccion) REFERENCES curso_seccion (id),
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id)
);
CREATE INDEX ix_curso_recurso_pregunta_curso ON curso_recurso_pregunta (curso);
CREATE INDEX ix_curso_recurso_pregunta_id ON curso_recurso_pregunta (id);
CREATE INDEX ix_curso_recurso_pregunta_recurso ON curso_recurso_pregunta (recurso);
CREATE INDEX ix_curso_recurso_pregunta_seccion ON curso_recurso_pregunta (seccion);

CREATE TABLE curso_recurso_slide_show (
    titulo VARCHAR(100) NOT NULL, descripcion VARCHAR(250) NOT NULL, codigo VARCHAR(32), curso VARCHAR(20) NOT NULL,
    recurso VARCHAR(32) NOT NULL, usuario VARCHAR(20) NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    CONSTRAINT codigo_slideshow_unico UNIQUE (codigo),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario)
);
CREATE INDEX ix_curso_recurso_slide_show_curso ON curso_recurso_slide_show (curso);
CREATE INDEX ix_curso_recurso_slide_show_id ON curso_recurso_slide_show (id);
CREATE INDEX ix_curso_recurso_slide_show_recurso ON curso_recurso_slide_show (recurso);

CREATE TABLE evaluation_attempt (
    evaluation_id VARCHAR(26) NOT NULL, user_id VARCHAR(150) NOT NULL, score FLOAT, passed BOOL, started_at DATETIME,
    submitted_at DATETIME, was_late BOOL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (evaluation_id) REFERENCES evaluation (id),
    FOREIGN KEY (user_id) REFERENCES usuario (usuario)
);
CREATE INDEX ix_evaluation_attempt_evaluation_id ON evaluation_attempt (evaluation_id);
CREATE INDEX ix_evaluation_attempt_id ON evaluation_attempt (id);
CREATE INDEX ix_evaluation_attempt_user_id ON evaluation_attempt (user_id);

CREATE TABLE evaluation_reopen_request (
    user_id VARCHAR(150) NOT NULL, evaluation_id VARCHAR(26) NOT NULL, justification_text VARCHAR(1000) NOT NULL,
    status VARCHAR(20), reviewed_at DATETIME, approved_by VARCHAR(150), id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (user_id) REFERENCES usuario (usuario),
    FOREIGN KEY (evaluation_id) REFERENCES evaluation (id),
    FOREIGN KEY (approved_by) REFERENCES usuario (usuario)
);
CREATE INDEX ix_evaluation_reopen_request_evaluation_id ON evaluation_reopen_request (evaluation_id);
CREATE INDEX ix_evaluation_reopen_request_id ON evaluation_reopen_request (id);
CREATE INDEX ix_evaluation_reopen_request_user_id ON evaluation_reopen_request (user_id);

CREATE TABLE mensaje (
    usuario VARCHAR(26), curso VARCHAR(20), recurso VARCHAR(10), cerrado BOOL, publico BOOL, titulo VARCHAR(100),
    texto VARCHAR(1000), parent VARCHAR(26), id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id),
    FOREIGN KEY (parent) REFERENCES mensaje (id)
);
CREATE INDEX ix_mensaje_curso ON mensaje (curso);
CREATE INDEX ix_mensaje_id ON mensaje (id);
CREATE INDEX ix_mensaje_parent ON mensaje (parent);
CREATE INDEX ix_mensaje_recurso ON mensaje (recurso);
CREATE INDEX ix_mensaje_usuario ON mensaje (usuario);

CREATE TABLE question (
    evaluation_id VARCHAR(26) NOT NULL, type VARCHAR(20) NOT NULL, text VARCHAR(1000) NOT NULL,
    explanation VARCHAR(1000), `order` INTEGER NOT NULL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL,
    creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (evaluation_id) REFERENCES evaluation (id)
);
CREATE INDEX ix_question_evaluation_id ON question (evaluation_id);
CREATE INDEX ix_question_id ON question (id);

CREATE TABLE user_events (
    user_id VARCHAR(150) NOT NULL, course_id VARCHAR(20) NOT NULL, section_id VARCHAR(26), resource_id VARCHAR(26),
    evaluation_id VARCHAR(26), resource_type VARCHAR(20) NOT NULL, title VARCHAR(255) NOT NULL, description TEXT,
    start_time DATETIME NOT NULL, end_time DATETIME, timezone VARCHAR(50), status VARCHAR(20) NOT NULL,
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (user_id) REFERENCES usuario (usuario),
    FOREIGN KEY (course_id) REFERENCES curso (codigo),
    FOREIGN KEY (section_id) REFERENCES curso_seccion (id),
    FOREIGN KEY (resource_id) REFERENCES curso_recurso (id),
    FOREIGN KEY (evaluation_id) REFERENCES evaluation (id)
);
CREATE INDEX ix_user_events_course_id ON user_events (course_id);
CREATE INDEX ix_user_events_evaluation_id ON user_events (evaluation_id);
CREATE INDEX ix_user_events_id ON user_events (id);
CREATE INDEX ix_user_events_resource_id ON user_events (resource_id);
CREATE INDEX ix_user_events_resource_type ON user_events (resource_type);
CREATE INDEX ix_user_events_section_id ON user_events (section_id);
CREATE INDEX ix_user_events_start_time ON user_events (start_time);
CREATE INDEX ix_user_events_status ON user_events (status);
CREATE INDEX ix_user_events_user_id ON user_events (user_id);

CREATE TABLE answer (
    attempt_id VARCHAR(26) NOT NULL, question_id VARCHAR(26) NOT NULL, selected_option_ids TEXT,
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (attempt_id) REFERENCES evaluation_attempt (id),
    FOREIGN KEY (question_id) REFERENCES question (id)
);
CREATE INDEX ix_answer_attempt_id ON answer (attempt_id);
CREATE INDEX ix_answer_id ON answer (id);
CREATE INDEX ix_answer_question_id ON answer (question_id);

CREATE TABLE curso_recurso_pregunta_opcion (
    curso VARCHAR(20) NOT NULL, recurso VARCHAR(32) NOT NULL, pregunta VARCHAR(32) NOT NULL, texto VARCHAR(50),
    boleano BOOL, correcta BOOL, id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL,
    creado_por VARCHAR(150), modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id),
    FOREIGN KEY (pregunta) REFERENCES curso_recurso_pregunta (id)
);
CREATE INDEX ix_curso_recurso_pregunta_opcion_curso ON curso_recurso_pregunta_opcion (curso);
CREATE INDEX ix_curso_recurso_pregunta_opcion_id ON curso_recurso_pregunta_opcion (id);
CREATE INDEX ix_curso_recurso_pregunta_opcion_pregunta ON curso_recurso_pregunta_opcion (pregunta);
CREATE INDEX ix_curso_recurso_pregunta_opcion_recurso ON curso_recurso_pregunta_opcion (recurso);

CREATE TABLE curso_recurso_pregunta_respuesta (
    curso VARCHAR(20) NOT NULL, recurso VARCHAR(32) NOT NULL, pregunta VARCHAR(32) NOT NULL,
    usuario VARCHAR(150) NOT NULL, texto VARCHAR(500), boleano BOOL, correcta BOOL, nota FLOAT,
    id VARCHAR(26) NOT NULL, timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150),
    modificado DATETIME, modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id),
    FOREIGN KEY (pregunta) REFERENCES curso_recurso_pregunta (id),
    FOREIGN KEY (usuario) REFERENCES usuario (usuario)
);
CREATE INDEX ix_curso_recurso_pregunta_respuesta_curso ON curso_recurso_pregunta_respuesta (curso);
CREATE INDEX ix_curso_recurso_pregunta_respuesta_id ON curso_recurso_pregunta_respuesta (id);
CREATE INDEX ix_curso_recurso_pregunta_respuesta_pregunta ON curso_recurso_pregunta_respuesta (pregunta);
CREATE INDEX ix_curso_recurso_pregunta_respuesta_recurso ON curso_recurso_pregunta_respuesta (recurso);
CREATE INDEX ix_curso_recurso_pregunta_respuesta_usuario ON curso_recurso_pregunta_respuesta (usuario);

CREATE TABLE curso_recurso_slides (
    titulo VARCHAR(100) NOT NULL, texto VARCHAR(500) NOT NULL, indice INTEGER, curso VARCHAR(20) NOT NULL,
    recurso VARCHAR(32) NOT NULL, slide_show VARCHAR(32) NOT NULL, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (curso) REFERENCES curso (codigo),
    FOREIGN KEY (recurso) REFERENCES curso_recurso (id),
    FOREIGN KEY (slide_show) REFERENCES curso_recurso_slide_show (codigo)
);
CREATE INDEX ix_curso_recurso_slides_id ON curso_recurso_slides (id);

CREATE TABLE question_option (
    question_id VARCHAR(26) NOT NULL, text VARCHAR(500) NOT NULL, is_correct BOOL, id VARCHAR(26) NOT NULL,
    timestamp DATETIME NOT NULL, creado DATE NOT NULL, creado_por VARCHAR(150), modificado DATETIME,
    modificado_por VARCHAR(150),
    PRIMARY KEY (id),
    FOREIGN KEY (question_id) REFERENCES question (id)
);
CREATE INDEX ix_question_option_id ON question_option (id);
CREATE INDEX ix_question_option_question_id ON question_option (question_id);

-- downgrade
DROP TABLE IF EXISTS question_option;
DROP TABLE IF EXISTS curso_recurso_slides;
DROP TABLE IF EXISTS curso_recurso_pregunta_respuesta;
DROP TABLE IF EXISTS curso_recurso_pregunta_opcion;
DROP TABLE IF EXISTS answer;
DROP TABLE IF EXISTS user_events;
DROP TABLE IF EXISTS question;
DROP TABLE IF EXISTS mensaje;
DROP TABLE IF EXISTS evaluation_reopen_request;
DROP TABLE IF EXISTS evaluation_attempt;
DROP TABLE IF EXISTS curso_recurso_slide_show;
DROP TABLE IF EXISTS curso_recurso_pregunta;
DROP TABLE IF EXISTS curso_recurso_consulta;
DROP TABLE IF EXISTS curso_recurso_avance;
DROP TABLE IF EXISTS slide;
DROP TABLE IF EXISTS message;
DROP TABLE IF EXISTS master_class_enrollments;
DROP TABLE IF EXISTS evaluation;
DROP TABLE IF EXISTS estudiante_curso;
DROP TABLE IF EXISTS curso_recurso;
DROP TABLE IF EXISTS slide_show_resource;
DROP TABLE IF EXISTS programa_estudiante;
DROP TABLE IF EXISTS programa_curso;
DROP TABLE IF EXISTS pago;
DROP TABLE IF EXISTS moderador_curso;
DROP TABLE IF EXISTS message_thread;
DROP TABLE IF EXISTS foro_mensaje;
DROP TABLE IF EXISTS etiqueta_programa;
DROP TABLE IF EXISTS etiqueta_curso;
DROP TABLE IF EXISTS docente_curso;
DROP TABLE IF EXISTS curso_usuario_avance;
DROP TABLE IF EXISTS curso_seccion;
DROP TABLE IF EXISTS curso_recurso_descargable;
DROP TABLE IF EXISTS course_library;
DROP TABLE IF EXISTS coupon;
DROP TABLE IF EXISTS certificacion_programa;
DROP TABLE IF EXISTS certificacion;
DROP TABLE IF EXISTS categoria_programa;
DROP TABLE IF EXISTS categoria_curso;
DROP TABLE IF EXISTS announcement;
DROP TABLE IF EXISTS usuario_grupo_miembro;
DROP TABLE IF EXISTS programa;
DROP TABLE IF EXISTS master_classes;
DROP TABLE IF EXISTS curso;
DROP TABLE IF EXISTS blog_post_tags;
DROP TABLE IF EXISTS blog_comment;
DROP TABLE IF EXISTS usuario_grupo;
DROP TABLE IF EXISTS recurso;
DROP TABLE IF EXISTS certificado;
DROP TABLE IF EXISTS blog_post;
DROP TABLE IF EXISTS usuario;
DROP TABLE IF EXISTS system_info;
DROP TABLE IF EXISTS style;
DROP TABLE IF EXISTS paypal_config;
DROP TABLE IF EXISTS pagos_config;
DROP TABLE IF EXISTS mail_config;
DROP TABLE IF EXISTS files;
DROP TABLE IF EXISTS etiqueta;
DROP TABLE IF EXISTS configuracion;
DROP TABLE IF EXISTS categoria;
DROP TABLE IF EXISTS blog_tag;
DROP TABLE IF EXISTS ad_sense;
